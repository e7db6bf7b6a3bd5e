import type { LoadPlan } from '../workload/load-plan.ts'
import { shareOf } from '../workload/split.ts'
import { thinkTimeMs } from '../workload/think-time.ts'
import { usersAt, usersChangeMs } from '../workload/users-at.ts'
import type { LoadModel, LoadModelOptions } from './load-model.ts'
import { quantisedMs } from './pacer.ts'
import { ThinkingUsers } from './thinking-users.ts'
import { VirtualUser } from './virtual-user.ts'

/** A user whose setup failed tries it again after so long, as somebody whose login was refused, milliseconds. */
const SETUP_AGAIN_MS = 1000

/** So many users, each of which waits for its answer, thinks, and goes on; the plan says how many there are. */
export class ClosedModel implements LoadModel {
  readonly #options: LoadModelOptions
  readonly #users: VirtualUser[] = []
  readonly #thinking = new ThinkingUsers()
  #plan: LoadPlan
  #active = 0
  #wokeMs = 0
  #stopped = false
  /** The load is paused: users keep their places, and nobody acts. */
  #asleep = false

  constructor(options: LoadModelOptions) {
    this.#options = options
    this.#plan = options.plan
  }

  get users(): number {
    return this.#asleep ? 0 : this.#active
  }

  get exhausted(): boolean {
    const { journeys, exchange } = this.#options
    return journeys.usedUp && exchange.underWay === 0 && this.#thinking.size === 0
  }

  tick(wakeMs: number, scheduledMs: number): void {
    const { worker, live } = this.#options
    this.#wokeMs = wakeMs
    const level = this.#stopped ? 0 : usersAt(this.#plan, wakeMs)
    this.#asleep = this.#thinking.pausedAt(wakeMs) && !this.#stopped
    if (!this.#asleep) this.#setActive(shareOf(level, worker.index, worker.workers), wakeMs)
    this.#thinking.wake(wakeMs, (user, dueMs) => {
      if (user.state !== 'thinking') return
      user.state = 'idle'
      if (!user.active && user.journey?.once !== 'teardown') return
      const intendedMs = quantisedMs(dueMs, scheduledMs, wakeMs)
      live.scheduleLag.record((wakeMs - intendedMs) * 1000)
      this.#goOn(user, intendedMs)
    })
    live.set('users', this.users)
  }

  nextMs(withinMs: number): number {
    const changeMs = this.#stopped
      ? Number.POSITIVE_INFINITY
      : usersChangeMs(this.#plan, this.#wokeMs)
    return Math.min(changeMs, this.#thinking.nextMs(withinMs))
  }

  follow(plan: LoadPlan): void {
    this.#plan = plan
    this.#thinking.follow(plan)
  }

  stop(): void {
    this.#stopped = true
    this.#setActive(0, this.#options.now())
  }

  ended(user: VirtualUser, ok: boolean, atMs: number): void {
    const { journeys } = this.#options
    const { step, journey } = user
    const hasMore = ok && user.stepIndex + 1 < (journey?.steps.length ?? 0)
    if (hasMore) user.stepIndex++
    else journeys.end(user, ok)
    if (journey?.once === 'teardown') {
      this.#takeDown(user, hasMore, atMs)
      return
    }
    if (!user.active || (user.journey === undefined && journeys.usedUp)) {
      this.#leave(user, atMs)
      return
    }
    const thinkMs = step === undefined ? 0 : thinkTimeMs(step.thinkTime, user.random.next)
    const pauseMs = journey?.once === 'setup' && !ok ? SETUP_AGAIN_MS : thinkMs
    if (pauseMs === 0 && !this.#thinking.pausedAt(atMs)) this.#goOn(user, atMs)
    else this.#options.wakeBy(this.#thinking.add(user, atMs, pauseMs))
  }

  #goOn(user: VirtualUser, intendedMs: number): void {
    const { journeys, exchange } = this.#options
    if (user.journey === undefined && !journeys.begin(user)) {
      this.#leave(user, intendedMs)
      return
    }
    user.isArrival = user.journey?.once === undefined // every send counts as offered: users are what is planned here
    exchange.request(user, intendedMs)
  }

  #leave(user: VirtualUser, atMs: number): void {
    const { journeys } = this.#options
    if (journeys.farewell(user)) this.#sayGoodbye(user, atMs)
    else this.#gone(user, atMs)
  }

  #takeDown(user: VirtualUser, hasMore: boolean, atMs: number): void {
    if (hasMore) this.#sayGoodbye(user, atMs)
    else this.#gone(user, atMs)
  }

  /** A pause is silent: a step of a teardown that falls into it waits for its end. */
  #sayGoodbye(user: VirtualUser, atMs: number): void {
    const { exchange, wakeBy } = this.#options
    if (this.#stopped || !this.#thinking.pausedAt(atMs)) exchange.request(user, atMs)
    else wakeBy(this.#thinking.add(user, atMs, 0))
  }

  #gone(user: VirtualUser, atMs: number): void {
    const { journeys, exchange } = this.#options
    exchange.leave(user, 'close')
    journeys.retire(user)
    if (user.active && !journeys.usedUp) this.#goOn(user, atMs) // wanted again during its teardown
  }

  #setActive(wanted: number, nowMs: number): void {
    while (this.#active < wanted) {
      const user = this.#users[this.#active] ?? this.#newUser()
      this.#active++
      user.active = true
      if (user.state === 'idle') this.#goOn(user, nowMs)
    }
    while (this.#active > wanted) {
      this.#active--
      const user = this.#users[this.#active]
      if (user === undefined) continue
      user.active = false
      if (user.state === 'thinking') this.#leave(user, nowMs)
    }
  }

  #newUser(): VirtualUser {
    const { journeys, worker } = this.#options
    const user = new VirtualUser()
    journeys.enlist(user, worker.index + this.#users.length * worker.workers)
    this.#users.push(user)
    return user
  }
}
