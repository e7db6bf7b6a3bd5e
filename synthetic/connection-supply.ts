import type { Outcome } from '../measurement/outcomes.ts'
import type { PooledConnection } from './pooled-connection.ts'
import type { VirtualUser } from './virtual-user.ts'
import { WaitingLine } from './waiting-line.ts'

/** Errors of this machine, not of the target: too many open files, no local port or memory left. */
const OWN_ERRORS = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])

/** After a failed connect: first pause and longest, doubling, each drawn from half to one and a half of it. */
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1000

/**
 * Connects under way at a time: a jump to ten thousand users must not overrun the queue of 511 that Node, nginx and
 * Redis accept from, since what is dropped there is tried again a second later and looks like a slow target.
 */
const MOST_CONNECTING = 256

/** Why a user gets no connection; `lost` is our own fault and no outcome of the target. */
export type Denial = Extract<Outcome, 'refused' | 'no_connection'> | 'lost'

export interface SupplyOptions {
  readonly connections: readonly PooledConnection<VirtualUser>[]
  readonly now: () => number
  readonly random: () => number
  /** How long a user waits for a connection, and a connect may take. */
  readonly timeoutMs: number
  /** Takes what a connect took, microseconds. */
  readonly connectTime: { readonly record: (us: number) => void }
  readonly onGranted: (user: VirtualUser, connection: PooledConnection<VirtualUser>) => void
  readonly onDenied: (user: VirtualUser, denial: Denial, cause: string) => void
}

/**
 * Who gets which connection. A user keeps its own while it has one; else the one used last goes first, then another is
 * opened, then the user waits its turn. When connects fail, one at a time is tried, with growing pauses (trap T6).
 */
export class ConnectionSupply {
  readonly #options: SupplyOptions
  readonly #parked: PooledConnection<VirtualUser>[]
  #size: number
  readonly #idle: PooledConnection<VirtualUser>[] = []
  readonly #connecting = new Map<PooledConnection<VirtualUser>, number>() // since when
  readonly #waiting = new WaitingLine()
  #peakOpen = 0
  #pauseMs = 0
  #retryAtMs = 0
  #lastError = 'no connection was free'

  constructor(options: SupplyOptions) {
    this.#options = options
    this.#parked = options.connections.toReversed()
    this.#size = this.#parked.length
  }

  /** Connections that are open or on their way. */
  get open(): number {
    return this.#size - this.#parked.length
  }

  /** The most that were open or on their way at a time. */
  get peakOpen(): number {
    return this.#peakOpen
  }

  /** More connections: the load was raised beyond what was planned. */
  add(connections: readonly PooledConnection<VirtualUser>[]): void {
    this.#parked.unshift(...connections)
    this.#size += connections.length
    this.#connect()
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Gives the user a connection now or later, or denies it. */
  acquire(user: VirtualUser): void {
    const own = user.connection
    if (own?.state === 'ready' && !own.isStale()) {
      this.#options.onGranted(user, own)
      return
    }
    if (own) this.#close(own)
    const idle = this.#freshIdle()
    if (idle) {
      this.#grant(user, idle)
      return
    }
    user.state = 'waiting'
    user.waitingMs = this.#options.now()
    this.#waiting.join(user)
    this.#connect()
  }

  /** A connection that nobody needs any more goes to the next in line. */
  release(connection: PooledConnection<VirtualUser>): void {
    if (connection.state !== 'ready' || connection.isStale()) {
      this.discard(connection)
      return
    }
    this.#forgetHolder(connection)
    const next = this.#waiting.next()
    if (next) this.#grant(next, connection)
    else this.#idle.push(connection)
  }

  /** Closes a connection and takes it back. */
  discard(connection: PooledConnection<VirtualUser>): void {
    this.#close(connection)
    this.#connect()
  }

  /** Takes back a connection that is closed already. */
  reclaim(connection: PooledConnection<VirtualUser>): void {
    this.#park(connection)
    this.#connect()
  }

  connected(connection: PooledConnection<VirtualUser>): void {
    const { now, connectTime } = this.#options
    connection.connectMs = now() - (this.#connecting.get(connection) ?? now())
    connectTime.record(connection.connectMs * 1000)
    this.#connecting.delete(connection)
    this.#pauseMs = 0
    this.release(connection)
    this.#connect()
  }

  connectFailed(connection: PooledConnection<VirtualUser>, code: string): void {
    const since = this.#connecting.get(connection) ?? 0
    this.#park(connection)
    this.#lastError = code
    const { now, random } = this.#options
    if (this.#pauseMs > 0 && since < this.#retryAtMs) return // one of those that set out before the first one failed
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS)
    this.#retryAtMs = now() + this.#pauseMs * (0.5 + random())
    if (OWN_ERRORS.has(code)) this.#denyAll('lost', code)
    else if (code === 'ECONNREFUSED') this.#denyAll('refused', code)
  }

  /** Ends what took too long; to be called often. */
  sweep(nowMs: number): void {
    const { timeoutMs } = this.#options
    for (const [connection, since] of [...this.#connecting]) {
      if (nowMs - since < timeoutMs) continue
      connection.close()
      this.connectFailed(connection, 'ETIMEDOUT')
    }
    for (let user = this.#waiting.first; user; user = this.#waiting.first) {
      if (nowMs - user.waitingMs < timeoutMs) break
      this.#waiting.next()
      this.#options.onDenied(user, 'no_connection', `no connection in time: ${this.#lastError}`)
    }
    this.#connect()
  }

  /** Takes a user out of the line. */
  withdraw(user: VirtualUser): void {
    this.#waiting.leave(user)
  }

  #close(connection: PooledConnection<VirtualUser>): void {
    connection.close()
    this.#park(connection)
  }

  #park(connection: PooledConnection<VirtualUser>): void {
    this.#forgetHolder(connection)
    const idle = this.#idle.indexOf(connection)
    if (idle >= 0) this.#idle.splice(idle, 1)
    this.#connecting.delete(connection)
    this.#parked.push(connection)
  }

  #forgetHolder(connection: PooledConnection<VirtualUser>): void {
    if (connection.holder) connection.holder.connection = undefined
    connection.holder = undefined
  }

  #grant(user: VirtualUser, connection: PooledConnection<VirtualUser>): void {
    user.connection = connection
    connection.holder = user
    this.#options.onGranted(user, connection)
  }

  #freshIdle(): PooledConnection<VirtualUser> | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (!last.isStale()) return last
      this.#close(last)
    }
    return undefined
  }

  /** One connect for everyone who waits, so many at a time, or a single one while the target does not take them. */
  #connect(): void {
    const now = this.#options.now()
    const most = Math.min(this.#pauseMs === 0 ? MOST_CONNECTING : 1, this.#waiting.length)
    if (this.#pauseMs > 0 && now < this.#retryAtMs) return
    while (this.#connecting.size < most) {
      const connection = this.#parked.pop()
      if (connection === undefined) {
        this.#lastError = 'every connection that safety.maxConnections allows was busy'
        return
      }
      this.#connecting.set(connection, now)
      connection.open()
      this.#peakOpen = Math.max(this.#peakOpen, this.open)
    }
  }

  /** Everyone who waits now; who joins while this runs waits for the next try. */
  #denyAll(denial: Denial, cause: string): void {
    for (let left = this.#waiting.length; left > 0; left--) {
      const user = this.#waiting.next()
      if (user) this.#options.onDenied(user, denial, cause)
    }
  }
}
