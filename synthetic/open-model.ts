import { arrivalMarks, markMs } from '../workload/arrivals.ts'
import type { LoadPlan } from '../workload/load-plan.ts'
import { thinkTimeMs } from '../workload/think-time.ts'
import type { LoadModel, LoadModelOptions } from './load-model.ts'
import { quantisedMs } from './pacer.ts'
import { ThinkingUsers } from './thinking-users.ts'
import { VirtualUser } from './virtual-user.ts'

/**
 * Arrivals for which the pacer woke later than this are not sent: after a long block the backlog would hit the target
 * as a burst that the plan never asked for. They count as offered and not delivered, so the run cannot pass by them.
 */
const LATEST_MS = 2000

/** Arrivals by the plan, whatever the answers do; each goes on one journey. */
export class OpenModel implements LoadModel {
  readonly #options: LoadModelOptions
  readonly #thinking = new ThinkingUsers()
  readonly #spare: VirtualUser[] = []
  readonly #nextMark: () => number
  #plan: LoadPlan
  #mark: number
  #number: number
  #dueMs: number
  #underWay = 0
  #stopped = false

  constructor(options: LoadModelOptions) {
    const { plan, worker, seed } = options
    this.#options = options
    this.#nextMark = arrivalMarks(plan, worker, seed)
    this.#plan = plan
    this.#mark = this.#nextMark()
    this.#number = worker.index
    this.#dueMs = markMs(plan, this.#mark)
  }

  get users(): number {
    return this.#underWay
  }

  get exhausted(): boolean {
    return this.#options.journeys.usedUp && this.#underWay === 0
  }

  tick(wakeMs: number, scheduledMs: number): void {
    const { live, exchange } = this.#options
    while (this.#dueMs <= wakeMs && !this.#stopped) {
      this.#arrive(quantisedMs(this.#dueMs, scheduledMs, wakeMs), wakeMs)
      this.#number += this.#options.worker.workers
      this.#mark = this.#nextMark()
      this.#dueMs = markMs(this.#plan, this.#mark)
    }
    this.#thinking.wake(wakeMs, (user, dueMs) => {
      if (this.#stopped && user.journey?.once !== 'teardown') this.#leave(user, wakeMs)
      else exchange.request(user, quantisedMs(dueMs, scheduledMs, wakeMs))
    })
    live.set('users', this.#underWay)
  }

  nextMs(withinMs: number): number {
    const arrivalMs = this.#stopped ? Number.POSITIVE_INFINITY : this.#dueMs
    return Math.min(arrivalMs, this.#thinking.nextMs(withinMs))
  }

  follow(plan: LoadPlan): void {
    this.#plan = plan
    this.#thinking.follow(plan)
    if (!this.#stopped) this.#dueMs = markMs(plan, this.#mark)
  }

  stop(): void {
    this.#stopped = true
  }

  ended(user: VirtualUser, ok: boolean, atMs: number): void {
    const { journeys } = this.#options
    const { step, journey } = user
    const hasMore = ok && user.stepIndex + 1 < (journey?.steps.length ?? 0)
    if (hasMore) user.stepIndex++
    else journeys.end(user, ok)
    const goesOn = hasMore || (ok && journey?.once === 'setup' && journeys.begin(user))
    if (!goesOn || step === undefined || (this.#stopped && journey?.once !== 'teardown')) {
      this.#leave(user, atMs)
      return
    }
    this.#goOn(user, atMs, thinkTimeMs(step.thinkTime, user.random.next))
  }

  /** A pause is silent: what would be sent in it waits for its end. */
  #goOn(user: VirtualUser, atMs: number, thinkMs: number): void {
    const { exchange, wakeBy } = this.#options
    if (thinkMs === 0 && (this.#stopped || !this.#thinking.pausedAt(atMs))) {
      exchange.request(user, atMs)
      return
    }
    exchange.leave(user, 'hand on')
    wakeBy(this.#thinking.add(user, atMs, thinkMs))
  }

  #arrive(intendedMs: number, wakeMs: number): void {
    const { live, slices, journeys, exchange } = this.#options
    const user = this.#spare.pop() ?? new VirtualUser()
    journeys.welcome(user, this.#number)
    if (journeys.usedUp || !journeys.begin(user)) {
      this.#spare.push(user)
      this.#dueMs = Number.POSITIVE_INFINITY
      this.#stopped = true
      return
    }
    live.scheduleLag.record((wakeMs - intendedMs) * 1000)
    if (wakeMs - intendedMs > LATEST_MS) {
      slices.at(intendedMs).offer()
      live.add('offered', 1)
      this.#spare.push(user)
      return
    }
    this.#underWay++
    user.isArrival = true
    exchange.request(user, intendedMs)
  }

  #leave(user: VirtualUser, atMs: number): void {
    const { journeys, exchange } = this.#options
    if (journeys.farewell(user)) {
      this.#goOn(user, atMs, 0)
      return
    }
    this.#underWay--
    user.state = 'idle'
    exchange.leave(user, 'hand on')
    user.journey = undefined
    this.#spare.push(user)
  }
}
