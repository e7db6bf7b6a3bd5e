import { setTimeout as sleep } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Schedule } from '../contract/schedules.ts'
import type { StoredRun } from '../store/run-store.ts'
import { withStore } from './connect-store.ts'
import { type CronClock, startCronClock } from './cron-clock.ts'
import type { Project } from './project.ts'
import { lastRunOf } from './recorded-runs.ts'
import { runningRuns } from './run-register.ts'
import { ScheduleQueue } from './schedule-queue.ts'
import type { ScheduleResult, ScheduleState } from './schedule-state.ts'
import type { RunUnderWay, StartedRuns } from './started-runs.ts'

/** How often those who wait look whether the machine is free. */
const LOOK_EVERY_MS = 1_000
/** A start at the server's own start waits so long for a service that comes up beside it. */
const SERVICE_COMES_WITHIN_MS = 2 * 60_000

export interface SchedulerOptions {
  readonly project: Project
  readonly schedules: readonly Schedule[]
  readonly runs: Pick<StartedRuns, 'start'>
  /** Without their clocks schedules can still be listed and started by hand. */
  readonly paused: boolean
  readonly say: (line: string) => void
  /** Ends the clocks and whoever waits. */
  readonly stop: AbortSignal
}

/** Told of each result, as soon as it is known. */
export type ResultListener = (schedule: string, result: ScheduleResult) => void

/** Starts the profiles of the contract's schedules when their time comes. */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #queue = new ScheduleQueue()
  readonly #clocks = new Map<string, CronClock>()
  readonly #trouble = new Map<string, string>()
  readonly #listeners = new Set<ResultListener>()
  #patientUntilMs = 0
  #isStarting = false
  #isServing = false

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  get paused(): boolean {
    return this.#options.paused
  }

  /** Starts the clocks, and the runs that are to be made at once. */
  begin(): void {
    const { schedules, paused, stop } = this.#options
    if (paused || stop.aborted) return
    for (const schedule of schedules) {
      const due = () => this.#due(schedule)
      const missed = () => this.#tell(schedule.name, 'missed', 'the machine was asleep or busy')
      this.#clocks.set(schedule.name, startCronClock(schedule, { due, missed }))
    }
    stop.addEventListener('abort', () => this.#end(), { once: true })
    this.#patientUntilMs = performance.now() + SERVICE_COMES_WITHIN_MS
    for (const { name, atStart } of schedules) if (atStart) this.#queue.wait(name)
    this.#serveWaiting()
  }

  /** Every schedule as it stands now. */
  list(): ScheduleState[] {
    return this.#options.schedules.map(({ name, cron, timeZone, profile, overlap }) => {
      const last = lastRunOf(this.#options.project, name)
      const outcome = last && 'ending' in last ? endOf(last) : 'running'
      return {
        name,
        cron,
        timeZone,
        profile,
        overlap,
        paused: this.#options.paused,
        nextStartAt: this.#clocks.get(name)?.nextAt()?.toISOString() ?? null,
        lastRun: last ? { id: last.id, startedAt: last.startedAt, outcome } : null,
        trouble: this.#trouble.get(name) ?? null,
      }
    })
  }

  /** Starts a schedule's profile now; undefined when there is no such schedule. */
  async runNow(name: string): Promise<{ readonly runId: string } | undefined> {
    const schedule = this.#options.schedules.find((of) => of.name === name)
    return schedule && (await this.#start(schedule))
  }

  /** The answer ends the telling. */
  onResult(listener: ResultListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #due(schedule: Schedule): void {
    const decision = this.#queue.due(schedule, this.#isBusy())
    if (decision === 'start') void this.#attempt(schedule)
    else if (decision === 'wait') this.#serveWaiting()
    else this.#tell(schedule.name, 'skipped', 'another load was under way or waiting')
  }

  #isBusy(): boolean {
    if (this.#isStarting) return true
    try {
      return withStore(this.#options.project, runningRuns).length > 0
    } catch {
      return true // GET /health says what is wrong with the store; until then nothing is to be started
    }
  }

  #serveWaiting(): void {
    if (this.#isServing) return
    this.#isServing = true
    void this.#serve().finally(() => {
      this.#isServing = false
    })
  }

  async #serve(): Promise<void> {
    const { schedules, stop } = this.#options
    while (!stop.aborted && !this.#queue.isEmpty) {
      const next = this.#isBusy() ? undefined : this.#queue.next()
      const schedule = schedules.find(({ name }) => name === next)
      if (schedule) await this.#attempt(schedule)
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined)
    }
  }

  /** A start by the clock: what prevents it is told, and only some of it is worth another try. */
  async #attempt(schedule: Schedule): Promise<void> {
    const { name, overlap, atStart } = schedule
    try {
      await this.#start(schedule)
    } catch (error) {
      const code = error instanceof PlimsollError ? error.code : undefined
      const isPatient = atStart && performance.now() < this.#patientUntilMs
      const comes = code === 'TARGET_UNREACHABLE' && isPatient
      if (comes || (code === 'ALREADY_RUNNING' && (overlap === 'queue' || isPatient))) {
        this.#queue.wait(name)
        this.#serveWaiting()
      } else if (code === 'ALREADY_RUNNING') this.#tell(name, 'skipped', (error as Error).message)
      else if (!this.#options.stop.aborted) {
        this.#tell(name, 'error', (error as Error).message)
      }
    }
  }

  async #start({ name, profile }: Schedule): Promise<RunUnderWay> {
    this.#isStarting = true
    try {
      const run = await this.#options.runs.start({ profile }, name)
      this.#trouble.delete(name)
      run.ended.then(
        ({ record, verdict }) =>
          this.#tell(name, record.ending === 'interrupted' ? 'interrupted' : verdict.outcome),
        (error: Error) => this.#tell(name, 'error', error.message),
      )
      return run
    } finally {
      this.#isStarting = false
    }
  }

  #tell(name: string, result: ScheduleResult, why?: string): void {
    if (why !== undefined) {
      this.#trouble.set(name, `${new Date().toISOString()} ${result}: ${why}`)
      this.#options.say(`schedule ${name} ${result}: ${why}`)
    }
    for (const listener of this.#listeners) listener(name, result)
  }

  #end(): void {
    for (const clock of this.#clocks.values()) clock.stop()
    this.#clocks.clear()
  }
}

/** What was stopped was not judged, whatever its verdict says. */
function endOf({ ending, verdict }: StoredRun): string {
  return ending === 'completed' && verdict ? verdict.outcome : ending
}
