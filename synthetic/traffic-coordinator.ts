import type { MetricProducer } from '@opentelemetry/sdk-metrics'
import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { LatencyHistogram } from '../measurement/histogram.ts'
import type {
  ColdStart,
  FailureEvidence,
  GeneratorHealth,
  LoadChange,
} from '../measurement/run-record.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { calledEndpoints } from '../workload/called-endpoints.ts'
import { type LoadPlan, levelAt, phaseAt } from '../workload/load-plan.ts'
import { countedRows } from '../workload/once.ts'
import { shareOf } from '../workload/split.ts'
import { drainMs, longestTimeoutMs } from '../workload/timeouts.ts'
import { connectionsFor } from './allowed-load.ts'
import { LiveWindow } from './live-window.ts'
import { type LostWorker, loadOfLost } from './lost-load.ts'
import { watchMachine } from './machine-health.ts'
import { phaseRecords } from './phase-records.ts'
import type { RunClock } from './run-clock.ts'
import { RunIntervals } from './run-intervals.ts'
import { runMetricProducer } from './run-metric-producer.ts'
import { runSnapshot } from './run-snapshot-of.ts'
import { Steering } from './steering.ts'
import type { StopMode } from './traffic-messages.ts'
import type { TrafficResult, TrafficSoFar } from './traffic-result.ts'
import type { WorkerEnding, WorkerThread } from './worker-thread.ts'

export interface CoordinatorOptions {
  readonly contract: Contract
  readonly profileName: string
  readonly profile: Profile
  readonly runId: string
  readonly runLabel: string
  readonly plan: LoadPlan
  readonly workers: readonly WorkerThread[]
  readonly failures: FailureEvidence[]
  readonly now: RunClock
  readonly edgesSeconds: readonly number[]
  readonly onSnapshot?: (snapshot: RunSnapshot) => void
}

/** How often the workers' counts are looked at, milliseconds. */
const LOOK_MS = 1000

/** A change holds from so far ahead, milliseconds: until then every worker has heard of it, on a busy machine too. */
const CHANGE_LEAD_MS = 250

/** A worker that has not ended so long after its last answer was due is lost, milliseconds. */
const GRACE_MS = 5000

/** Watches the workers from the main thread: live view, series, intervals, and what is left behind. */
export class TrafficCoordinator {
  readonly producer: MetricProducer
  readonly #options: CoordinatorOptions
  readonly #intervals: RunIntervals
  readonly #steering: Steering
  readonly #window: LiveWindow
  readonly #machine = watchMachine()
  /** A worker that has not ended so long after it began nothing more is lost. */
  readonly #drainMs: number
  #state: RunSnapshot['state'] = 'starting'
  #interrupted = false
  #endMs: number | undefined
  #startedAtMs = 0

  constructor(options: CoordinatorOptions) {
    const { contract, plan, workers, profile } = options
    this.#options = options
    this.#drainMs = drainMs(contract, profile) + GRACE_MS
    this.#steering = new Steering(plan, contract.safety)
    this.#intervals = new RunIntervals(plan, countedRows(contract))
    this.#window = new LiveWindow(contract.endpoints.length, this.#live())
    this.producer = runMetricProducer({
      runLabel: options.runLabel,
      profileName: options.profileName,
      endpoints: calledEndpoints(contract),
      edgesSeconds: options.edgesSeconds,
      phases: () => this.#steering.phaseNames,
      workers: () => workers.map((worker) => worker.live),
      now: () => {
        if (this.#state !== 'running' && this.#state !== 'stopping') return undefined
        const atMs = options.now()
        const { plan } = this.#steering
        const offeredRate = profile.model === 'open' ? levelAt(plan, atMs) : undefined
        return { phase: phaseAt(plan, atMs)?.name ?? '', offeredRate }
      },
      dropped: () => this.#dropped(),
    })
  }

  /** Watches until every worker has ended. */
  async run(startedAtMs: number): Promise<TrafficResult> {
    const { workers, plan, now, failures, onSnapshot } = this.#options
    this.#state = 'running'
    this.#startedAtMs = startedAtMs
    const look = setInterval(() => this.#look(), LOOK_MS)
    const overdue = setTimeout(() => this.#terminate(), plan.durationMs + this.#drainMs)
    try {
      const endings = await Promise.all(workers.map((worker) => worker.ended))
      const endMs = this.#runEndMs(endings)
      this.#endMs = now()
      this.#state = 'ended'
      onSnapshot?.(this.snapshot())
      const crashed = endings.every(({ kind }) => kind === 'lost')
      return {
        ending: crashed ? 'crashed' : this.#interrupted ? 'interrupted' : 'completed',
        startedAtMs,
        endedAtMs: startedAtMs + this.#endMs,
        plannedDurationMs: plan.durationMs,
        phases: phaseRecords(this.#steering.plan, endMs),
        changes: this.#steering.changes,
        intervals: this.#intervals.finish(this.#sources(), endMs),
        generator: this.#health(this.#interrupted ? this.#endMs : plan.durationMs),
        coldStart: this.#coldStart(),
        failures: failures.toSorted((a, b) => a.atMs - b.atMs),
      }
    } finally {
      clearInterval(look)
      clearTimeout(overdue)
      await this.#terminate()
    }
  }

  soFar(): TrafficSoFar {
    const { now, failures } = this.#options
    const { plan, changes } = this.#steering
    const elapsedMs = Math.max(0, now())
    const atMs = Math.min(plan.durationMs, Math.round(elapsedMs))
    const { intervals, settled } = this.#intervals.soFar(this.#sources(), atMs)
    return {
      ending: 'interrupted',
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#startedAtMs + elapsedMs,
      plannedDurationMs: plan.durationMs,
      phases: phaseRecords(plan, atMs),
      changes,
      intervals,
      settledIntervals: settled,
      generator: this.#health(atMs),
      coldStart: this.#coldStart(),
      failures: failures.toSorted((a, b) => a.atMs - b.atMs),
    }
  }

  stop(mode: StopMode): void {
    const { workers } = this.#options
    if (this.#state === 'ended') return
    this.#state = 'stopping'
    this.#interrupted = true
    for (const worker of workers) worker.stop(mode)
    const patienceMs = mode === 'now' ? GRACE_MS : this.#drainMs
    setTimeout(() => this.#terminate(), patienceMs).unref()
  }

  /** Changes the load of all workers at one moment a little ahead. */
  change(command: LoadCommand, by: LoadChange['by']): LoadChange {
    const { workers, profile, contract, now } = this.#options
    if (this.#state !== 'running') {
      throw new PlimsollError('NOT_RUNNING', `no load is sent now: the run is ${this.#state}`)
    }
    const change = this.#steering.change(command, by, now() + CHANGE_LEAD_MS)
    const { plan } = this.#steering
    this.#intervals.follow(plan)
    const count = workers.length
    const open = connectionsFor(contract.safety, plan, longestTimeoutMs(contract, profile), count)
    for (const worker of workers) worker.follow(plan, shareOf(open, worker.index, count))
    return change
  }

  snapshot(): RunSnapshot {
    const { now } = this.#options
    const { plan } = this.#steering
    const atMs = Math.max(0, this.#endMs ?? now())
    const lag = this.#scheduleLag()
    return runSnapshot({
      ...this.#options,
      plan,
      state: this.#state,
      elapsedMs: this.#state === 'ended' ? Math.min(atMs, plan.durationMs) : atMs,
      workers: this.#live(),
      scheduleLagP99Ms: lag.count === 0 ? 0 : lag.quantile(0.99) / 1000,
      window: this.#window.read(atMs, this.#live()),
    })
  }

  #look(): void {
    const { now, onSnapshot } = this.#options
    this.#intervals.collect(this.#sources())
    onSnapshot?.(this.snapshot())
    this.#window.remember(now(), this.#live())
  }

  async #terminate(): Promise<void> {
    await Promise.all(this.#options.workers.map((worker) => worker.terminate()))
  }

  #live() {
    return this.#options.workers.map((worker) => worker.live)
  }

  #sources() {
    return this.#options.workers.map((worker) => ({
      slices: worker.slices,
      lost: this.#lost(worker),
    }))
  }

  #lost({ ending, index, live }: WorkerThread): LostWorker | undefined {
    if (ending?.kind !== 'lost') return undefined
    const { workers, profile } = this.#options
    const quota = profile.iterations && shareOf(profile.iterations, index, workers.length)
    return {
      index,
      workers: workers.length,
      aliveMs: live.get('aliveMs'),
      offered: live.get('offered'),
      quota,
    }
  }

  /** The load ended with the plan, or when the last worker began nothing more. */
  #runEndMs(endings: readonly WorkerEnding[]): number {
    const last = Math.max(...endings.map((ending) => ending.stoppedMs))
    return Math.min(this.#options.plan.durationMs, Math.max(1, Math.round(last)))
  }

  /** Arrivals that are ours: not delivered by workers that have ended, or owed by lost ones up to now. */
  #dropped(): number {
    return this.#load(Math.min(this.#endMs ?? this.#options.now(), this.#options.plan.durationMs))
      .dropped
  }

  #load(untilMs: number): { offered: number; delivered: number; dropped: number } {
    const { workers } = this.#options
    const { plan } = this.#steering
    let offered = 0
    let delivered = 0
    let dropped = 0
    for (const worker of workers) {
      const lost = this.#lost(worker)
      const counted = worker.live.get('offered')
      const own = lost ? loadOfLost(plan, lost, 0, untilMs, counted) : counted
      offered += own
      delivered += worker.live.get('delivered')
      if (worker.ending) dropped += Math.max(0, own - worker.live.get('delivered'))
    }
    return { offered, delivered, dropped }
  }

  #scheduleLag(): LatencyHistogram {
    return sumOf(this.#live().map((live) => live.scheduleLag))
  }

  #coldStart(): ColdStart {
    const workers = this.#live()
    const firsts = this.#options.contract.endpoints.flatMap(({ name: endpoint }, index) => {
      const [first] = workers
        .flatMap(({ firsts: own }) => own.read(index) ?? [])
        .toSorted((a, b) => a.atMs - b.atMs)
      return first ? [{ endpoint, ...first }] : []
    })
    return { firsts, connectTime: sumOf(workers.map((live) => live.connectTime)).toData() }
  }

  #health(untilMs: number): GeneratorHealth {
    const { workers } = this.#options
    const sum = (read: (worker: WorkerThread) => number): number =>
      workers.reduce((total, worker) => total + read(worker), 0)
    const losses = workers.flatMap(({ ending }) =>
      ending?.kind === 'lost' ? [ending.cause ?? 'it gave no cause'] : [],
    )
    const shortages = [...new Set(workers.flatMap((worker) => [...worker.shortages]))]
    return {
      workers: workers.length,
      connections: sum((worker) => worker.live.get('peakConnections')),
      ...this.#load(untilMs),
      scheduleLag: this.#scheduleLag().toData(),
      eventLoopDelayP99Ms: Math.max(...workers.map((w) => w.live.get('eventLoopDelayP99Ms'))),
      ...this.#machine(),
      lostWorkers: losses.length,
      ...(losses.length > 0 && { losses }),
      ...(shortages.length > 0 && { shortages }),
    }
  }
}

function sumOf(parts: readonly LatencyHistogram[]): LatencyHistogram {
  const [first, ...rest] = parts
  const whole = LatencyHistogram.fromData((first ?? new LatencyHistogram([])).toData())
  for (const part of rest) whole.merge(part)
  return whole
}
