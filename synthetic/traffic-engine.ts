import type { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { FailureEvidence } from '../measurement/run-record.ts'
import { type LoadPlan, loadPlan } from '../workload/load-plan.ts'
import { countedRows, rowName } from '../workload/once.ts'
import { derivedSeed, seededRandom } from '../workload/random.ts'
import { slicesOf } from '../workload/slices.ts'
import { shareOf } from '../workload/split.ts'
import { ClosedModel } from './closed-model.ts'
import { evidenceKeeper } from './evidence.ts'
import { Exchange } from './exchange.ts'
import { Journeys } from './journeys.ts'
import { LiveCounts } from './live-counts.ts'
import type { LoadModel } from './load-model.ts'
import { LoopDelay } from './loop-delay.ts'
import { OpenModel } from './open-model.ts'
import { Pacer } from './pacer.ts'
import { runClock } from './run-clock.ts'
import { SliceBook } from './slice-book.ts'
import type { StopMode, TrafficOrder } from './traffic-messages.ts'

export interface EngineEvents {
  readonly onSlice: (index: number, buffer: SharedArrayBuffer) => void
  readonly onEvidence: (evidence: FailureEvidence) => void
  /** What this machine had no more of, by the system's error; each once. */
  readonly onShortage: (code: string) => void
  readonly onFatal: (error: PlimsollError) => void
  readonly onDone: (stoppedMs: number, answers: number) => void
}

/** One worker's share of the traffic, from the first arrival to the last answer. */
export class TrafficEngine {
  readonly #live: LiveCounts
  readonly #journeys: Journeys
  readonly #slices: SliceBook
  readonly #exchange: Exchange
  readonly #model: LoadModel
  readonly #pacer: Pacer
  readonly #clock = runClock()
  readonly #onDone: EngineEvents['onDone']
  readonly #loopDelay = new LoopDelay()
  #stoppedMs: number | undefined
  #usersAtStop = 0
  #ended = false

  /** Compiles everything and opens the pool, so that mistakes show and pauses happen before the first request. */
  constructor(order: TrafficOrder, events: EngineEvents) {
    const { contract, worker, edgesUs, seed } = order
    const profile = profileOf(order)
    const plan = loadPlan(profile)
    const open = plan.model === 'open'
    const rows = countedRows(contract)
    const endpoints = rows.length
    const { now } = this.#clock
    this.#onDone = events.onDone
    this.#live = new LiveCounts({ endpoints, edgesUs }, order.liveBuffer)
    const quota = profile.iterations && shareOf(profile.iterations, worker.index, worker.workers)
    this.#journeys = new Journeys({ ...order, profile, quota, onFatal: events.onFatal })
    const shape = { endpoints, edgesUs, withServiceTime: open }
    this.#slices = new SliceBook(slicesOf(plan), shape, events.onSlice)
    this.#exchange = new Exchange({
      ...order.target,
      connections: order.connections,
      timeoutMs: profile.requestTimeoutMs,
      keepAlive: profile.keepAlive,
      fromIntended: open,
      endpoints: rows.map(rowName),
      now,
      random: seededRandom(derivedSeed(seed, worker.index)),
      live: this.#live,
      slices: this.#slices,
      noteFailure: evidenceKeeper(events.onEvidence, order.secrets),
      noteShortage: once(events.onShortage),
      onEnded: (user, ok, atMs) => {
        this.#model.ended(user, ok, atMs)
        if (this.#isOver) this.#pacer.wakeBy(atMs)
      },
    })
    const options = {
      plan,
      worker,
      journeys: this.#journeys,
      exchange: this.#exchange,
      live: this.#live,
      slices: this.#slices,
      now,
      seed,
      wakeBy: (dueMs: number) => this.#pacer.wakeBy(dueMs),
    }
    this.#model = open ? new OpenModel(options) : new ClosedModel(options)
    this.#pacer = new Pacer(now, {
      tick: (wakeMs, scheduledMs) => this.#tick(wakeMs, scheduledMs, plan.durationMs),
      nextMs: (withinMs) => this.#nextMs(withinMs),
      sweep: (nowMs) => this.#sweep(nowMs),
      isBusy: () => this.#exchange.underWay > 0,
    })
  }

  /** Sends load from the given moment on, by the machine's monotonic clock. */
  start(startNs: bigint): void {
    this.#clock.startAt(startNs)
    setTimeout(() => this.#pacer.start(), Math.max(0, -this.#clock.now()))
  }

  /** Goes on by another plan, the same until now. */
  follow(plan: LoadPlan, connections: number): void {
    if (this.#ended) return
    this.#exchange.widen(connections)
    this.#slices.follow(slicesOf(plan))
    this.#model.follow(plan)
    this.#pacer.wakeBy(this.#clock.now())
  }

  /** Begins nothing more; ends when the answers under way are in, or at once. */
  stop(mode: StopMode): void {
    this.#stop(mode, this.#model.users)
  }

  #stop(mode: StopMode, users: number): void {
    if (this.#ended) return
    if (this.#stoppedMs === undefined) {
      this.#stoppedMs = this.#clock.now()
      this.#usersAtStop = users
      this.#model.stop()
    }
    if (mode === 'now' || this.#exchange.underWay === 0) void this.#end(this.#stoppedMs)
    else this.#pacer.wakeBy(this.#clock.now()) // to look after what is under way, perhaps only since the stop
  }

  /** Nothing more begins: the last answer is what the pacer waits for. */
  get #isOver(): boolean {
    return this.#stoppedMs !== undefined || this.#model.exhausted
  }

  #nextMs(withinMs: number): number {
    const sliceEndMs = this.#stoppedMs === undefined ? this.#slices.endMs : Number.POSITIVE_INFINITY
    return Math.min(sliceEndMs, this.#model.nextMs(withinMs))
  }

  #tick(wakeMs: number, scheduledMs: number, durationMs: number): void {
    this.#loopDelay.woke(wakeMs, scheduledMs)
    this.#live.set('aliveMs', wakeMs)
    const { users } = this.#model // until now: a slice that ends here ends with them
    this.#model.tick(wakeMs, scheduledMs)
    this.#slices.advance(wakeMs, users)
    if (this.#isOver || wakeMs >= durationMs) this.#stop('drain', users)
  }

  #sweep(nowMs: number): void {
    this.#exchange.sweep(nowMs)
    this.#live.set('journeys', this.#journeys.begun)
    this.#live.set('eventLoopDelayP99Ms', this.#loopDelay.p99Ms)
  }

  async #end(stoppedMs: number): Promise<void> {
    this.#ended = true
    this.#pacer.stop()
    this.#sweep(this.#clock.now())
    this.#slices.finish(this.#usersAtStop)
    const answers = await this.#exchange.close()
    for (const gauge of ['users', 'connections', 'inFlight'] as const) this.#live.set(gauge, 0)
    this.#onDone(stoppedMs, answers)
  }
}

function profileOf({ contract, profileName }: TrafficOrder): Profile {
  const profile = contract.profiles[profileName]
  if (profile === undefined) throw new Error(`profile ${profileName} is gone`) // the coordinator has checked it
  return profile
}

/** Passes each text on the first time it comes. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>()
  return (text) => {
    if (told.has(text)) return
    told.add(text)
    tell(text)
  }
}
