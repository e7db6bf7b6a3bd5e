import type { Outcome } from '../measurement/outcomes.ts'
import { failedCheck } from '../workload/checks.ts'
import type { CompiledStep } from '../workload/compile-journeys.ts'
import { requestText } from '../workload/compile-request.ts'
import { extractInto } from '../workload/extraction.ts'
import { type ConnectionPool, openPool } from './autocannon-pool.ts'
import { ConnectionSupply, type Denial } from './connection-supply.ts'
import type { Failure } from './evidence.ts'
import { HeadMemory } from './head-memory.ts'
import type { LiveCounts } from './live-counts.ts'
import type { ConnectionListener, PooledConnection } from './pooled-connection.ts'
import type { RunClock } from './run-clock.ts'
import type { SliceBook } from './slice-book.ts'
import { TurnClock } from './turn-clock.ts'
import type { VirtualUser } from './virtual-user.ts'

export interface ExchangeOptions {
  readonly origin: string
  readonly serverName: string
  readonly connections: number
  /** Longest wait for a connection; a step says how long it waits for its answer. */
  readonly timeoutMs: number
  /** false: every request gets a connection of its own. */
  readonly keepAlive: boolean
  /** Latency counts from the intended start (open model) or from the send (closed model). */
  readonly fromIntended: boolean
  readonly endpoints: readonly string[]
  readonly now: RunClock
  readonly random: () => number
  readonly live: LiveCounts
  readonly slices: SliceBook
  readonly noteFailure: (failure: Failure) => void
  /** A request was lost because this machine had no more of something: the system's error. */
  readonly noteShortage: (code: string) => void
  /** The user's request has come to its end and is counted. */
  readonly onEnded: (user: VirtualUser, ok: boolean, atMs: number) => void
}

/** Requests from the wish to send one until it is counted, each with exactly one outcome. */
export class Exchange implements ConnectionListener<VirtualUser> {
  readonly #options: ExchangeOptions
  readonly #pools: ConnectionPool<VirtualUser>[] = []
  #connections = 0
  readonly #supply: ConnectionSupply
  readonly #busy: VirtualUser[] = []
  readonly #heads: readonly HeadMemory[]
  readonly #turn: TurnClock

  constructor(options: ExchangeOptions) {
    this.#options = options
    const { now, random, timeoutMs, live } = options
    this.#heads = options.endpoints.map(() => new HeadMemory())
    this.#turn = new TurnClock(now)
    this.#supply = new ConnectionSupply({
      connections: this.#openPool(options.connections),
      now,
      random,
      timeoutMs,
      connectTime: live.connectTime,
      onGranted: (user, connection) => this.#send(user, connection),
      onDenied: (user, denial, cause) => this.#denied(user, denial, cause),
    })
  }

  /** Lets so many connections be open: a pool cannot grow, so more than before are a second one. */
  widen(connections: number): void {
    const more = connections - this.#connections
    if (more > 0) this.#supply.add(this.#openPool(more))
  }

  /** Requests that wait for a connection or for an answer. */
  get underWay(): number {
    return this.#busy.length + this.#supply.waiting
  }

  /** Sends the user's current step as soon as a connection can be had. */
  request(user: VirtualUser, intendedMs: number): void {
    const { slices, live } = this.#options
    user.intendedMs = intendedMs
    user.slice = slices.at(intendedMs)
    user.slice.open++
    if (user.isArrival) {
      user.slice.offer()
      live.add('offered', 1)
    }
    this.#supply.acquire(user)
  }

  /** The user goes; its connection is closed (a user of the closed model) or handed on (an arrival). */
  leave(user: VirtualUser, connection: 'close' | 'hand on'): void {
    const own = user.connection
    if (own === undefined) return
    if (connection === 'close') this.#supply.discard(own)
    else this.#supply.release(own)
  }

  /** Ends what took too long, and writes the numbers that need no precision. */
  sweep(nowMs: number): void {
    const { live } = this.#options
    for (let i = this.#busy.length - 1; i >= 0; i--) {
      const user = this.#busy[i]
      const timeoutMs = user?.step?.timeoutMs ?? this.#options.timeoutMs
      if (user === undefined || nowMs - user.sentMs < timeoutMs) continue
      const what = user.connection?.status ? 'the end of the answer did not come' : 'no answer'
      this.#ended(user, 'timeout', `${what} within ${timeoutMs} ms`)
    }
    this.#supply.sweep(nowMs)
    live.set('inFlight', this.#busy.length)
    live.set('connections', this.#supply.open)
    live.set('peakConnections', this.#supply.peakOpen)
  }

  /** Closes all connections; resolves with the number of answers that autocannon counted. */
  async close(): Promise<number> {
    const answers = await Promise.all(this.#pools.map((pool) => pool.close()))
    return answers.reduce((sum, each) => sum + each, 0)
  }

  onConnected(connection: PooledConnection<VirtualUser>): void {
    this.#supply.connected(connection)
  }

  onConnectFailed(connection: PooledConnection<VirtualUser>, code: string): void {
    this.#supply.connectFailed(connection, code)
  }

  onIdleClosed(connection: PooledConnection<VirtualUser>): void {
    this.#supply.reclaim(connection)
  }

  onBroken(
    connection: PooledConnection<VirtualUser>,
    outcome: 'reset' | 'protocol',
    cause: string,
  ): void {
    const user = connection.holder
    if (user) this.#ended(user, outcome, cause)
    else this.#supply.reclaim(connection)
  }

  onResponse(connection: PooledConnection<VirtualUser>): void {
    const user = connection.holder
    const step = user?.step
    if (user === undefined || step === undefined) {
      this.#supply.discard(connection)
      return
    }
    user.cookies?.keep(connection.rawHeaders)
    const receivedMs = this.#receivedMs(user)
    if (step.checks.expectedStatus[connection.status] !== 1) {
      this.#ended(user, 'status', `got status ${connection.status}`, receivedMs)
      return
    }
    const latencyMs = receivedMs - user.sentMs
    const problem = contentProblem(user, step, connection, latencyMs)
    this.#ended(user, problem === undefined ? 'ok' : 'check', problem ?? '', receivedMs)
  }

  #openPool(connections: number): readonly PooledConnection<VirtualUser>[] {
    const pool = openPool<VirtualUser>({ ...this.#options, connections, listener: this })
    this.#pools.push(pool)
    this.#connections += connections
    return pool.connections
  }

  /** When the user's answer was there. */
  #receivedMs({ sentMs }: VirtualUser): number {
    const turnMs = this.#turn.now()
    return turnMs > sentMs ? turnMs : this.#options.now() // a loop that has much to hand over may look twice in a turn
  }

  #send(user: VirtualUser, connection: PooledConnection<VirtualUser>): void {
    const { live, now } = this.#options
    const { step } = user
    const text = step && requestText(step.request, user.variables)
    if (step === undefined || text === undefined) {
      throw new Error(`a step of journey ${user.journey?.name} has a variable without a value`) // compiling forbids it
    }
    if (user.isArrival) this.#delivered(user)
    user.state = 'busy'
    user.busyIndex = this.#busy.push(user) - 1
    user.request = user.cookies?.written(text) ?? text
    live.add('sent', 1)
    user.sentMs = now()
    live.firsts.sent(user, connection.status === 0 ? connection.connectMs : 0)
    const heads = this.#heads[step.endpoint]
    connection.send(user.request, step.method === 'HEAD', step.needsBody, heads)
  }

  #delivered(user: VirtualUser): void {
    user.isArrival = false
    user.slice?.deliver()
    this.#options.live.add('delivered', 1)
  }

  #denied(user: VirtualUser, denial: Denial, cause: string): void {
    if (denial === 'lost') {
      this.#options.noteShortage(cause)
      this.#count(user)
      this.#options.onEnded(user, false, this.#options.now())
      return
    }
    if (user.isArrival) this.#delivered(user)
    const step = user.step
    user.request = step === undefined ? '' : (requestText(step.request, user.variables) ?? '')
    this.#ended(user, denial, cause)
  }

  /** Counts the user's request once and for all, then lets the user go on. */
  #ended(user: VirtualUser, outcome: Outcome, cause: string, receivedMs?: number): void {
    const { now, fromIntended, live, endpoints, noteFailure, onEnded } = this.#options
    const nowMs = now()
    const atMs = receivedMs ?? nowMs
    const wasSent = user.state === 'busy'
    const sinceMs = fromIntended || !wasSent ? user.intendedMs : user.sentMs
    const latencyMs = Math.max(atMs - sinceMs, this.#leastMs(user, outcome))
    const serviceUs = wasSent && fromIntended ? (atMs - user.sentMs) * 1000 : undefined
    const endpoint = user.step?.endpoint ?? 0
    user.slice?.record(endpoint, outcome, latencyMs * 1000, serviceUs)
    live.record(endpoint, outcome, latencyMs * 1000)
    live.firsts.ended(user, outcome, atMs)
    if (outcome !== 'ok') {
      noteFailure({ user, endpoint: endpoints[endpoint] ?? '', outcome, latencyMs, atMs, cause })
    }
    this.#count(user)
    if (wasSent && user.connection) {
      if (outcome === 'timeout') this.#supply.discard(user.connection)
      else if (user.connection.state === 'parked') this.#supply.reclaim(user.connection)
    }
    onEnded(user, outcome === 'ok', nowMs)
  }

  /** What a request that ran out of time took at least, however soon that was noticed. */
  #leastMs({ step }: VirtualUser, outcome: Outcome): number {
    if (outcome === 'timeout') return step?.timeoutMs ?? 0
    return outcome === 'no_connection' ? this.#options.timeoutMs : 0
  }

  /** The request is no longer under way. */
  #count(user: VirtualUser): void {
    if (user.slice) user.slice.open--
    user.slice = undefined
    user.state = 'idle'
    if (user.busyIndex < 0) return
    const last = this.#busy.pop()
    if (last && last !== user) {
      this.#busy[user.busyIndex] = last
      last.busyIndex = user.busyIndex
    }
    user.busyIndex = -1
  }
}

type ReadableAnswer = Pick<
  PooledConnection<VirtualUser>,
  'status' | 'rawHeaders' | 'bodyBytes' | 'body'
>

function contentProblem(
  user: VirtualUser,
  { checks, extraction, needsBody }: CompiledStep,
  { status, rawHeaders, bodyBytes, body }: ReadableAnswer,
  latencyMs: number,
): string | undefined {
  if (checks.checks.length === 0 && extraction.extractors.length === 0) return undefined
  const received = { status, rawHeaders, bodyBytes, body: needsBody ? body : '', latencyMs }
  return failedCheck(checks, received) ?? extractInto(user.variables, extraction, received)
}
