import type { EventEmitter } from 'node:events'
import { DATABASE_CLIENT } from '../../series/database-series.ts'
import { BoundedNames } from './bounded-names.ts'
import { DATABASE_EDGES_SECONDS } from './default-edges.ts'
import type { Guard } from './guard.ts'
import { type Histogram, HistogramFamily } from './histogram.ts'
import { type PoolOptions, poolName } from './pool-name.ts'
import { type Family, type Reading, scalarFamily } from './series-text.ts'

/** What we use of pg-pool 3 (the pool of pg 8). */
export interface Pool extends EventEmitter {
  readonly options: PoolOptions & { readonly max: number }
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly ended: boolean
}
export interface PoolClass {
  readonly prototype: Pool & { connect: (this: Pool, callback?: ConnectCallback) => unknown }
}
type ConnectCallback = (error: unknown, client: unknown, release: unknown) => void

const CHECKOUT = Symbol('plimsoll.checkout')
type PooledClient = { [CHECKOUT]?: Checkout | undefined }

interface Checkout {
  readonly startMs: number
}

/** pg-pool's messages for a caller who gave up: in the queue, and on a connection that did not come up. */
const TIMEOUT_MESSAGES = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
])

/** Most pools with a name of their own. */
const MAX_POOLS = 50

/** One pool. Holds neither pool nor client, so that observing them keeps neither alive. */
interface PoolRecord {
  readonly pool: WeakRef<Pool>
  readonly name: string
  readonly checkouts: Set<Checkout>
}

/** What outlives a pool of the same name: counts must not go back. */
interface PoolTotals {
  readonly wait: Histogram
  readonly use: Histogram
  timeouts: number
}

/** Counts and times of pg's pools. */
export class PostgresqlPools {
  readonly families: readonly Family[]
  readonly #waits = new HistogramFamily(DATABASE_CLIENT.waitTime, DATABASE_EDGES_SECONDS)
  readonly #uses = new HistogramFamily(DATABASE_CLIENT.useTime, DATABASE_EDGES_SECONDS)
  readonly #recordOf = new WeakMap<Pool, PoolRecord>()
  readonly #totals = new Map<string, PoolTotals>()
  readonly #names = new BoundedNames(MAX_POOLS)
  #records: PoolRecord[] = []

  constructor() {
    const perPool = (read: (pool: Pool, record: PoolRecord) => number) => () => this.#read(read)
    this.families = [
      scalarFamily(DATABASE_CLIENT.connectionCount, () => [
        ...this.#read((pool) => pool.totalCount - pool.idleCount, 'used'),
        ...this.#read((pool) => pool.idleCount, 'idle'),
      ]),
      scalarFamily(
        DATABASE_CLIENT.connectionMax,
        perPool((pool) => pool.options.max),
      ),
      scalarFamily(
        DATABASE_CLIENT.pendingRequests,
        perPool((pool) => pool.waitingCount),
      ),
      scalarFamily(
        DATABASE_CLIENT.oldestCheckout,
        perPool((_pool, { checkouts }) => oldestSeconds(checkouts)),
      ),
      scalarFamily(DATABASE_CLIENT.timeouts, () =>
        [...this.#totals].map(([name, { timeouts }]) => ({ labels: [name], value: timeouts })),
      ),
      this.#waits,
      this.#uses,
    ]
  }

  /** Times `connect`, which `pool.query` uses too; what it returns, throws and passes on stays as it was. */
  patch(poolClass: PoolClass, guard: Guard): void {
    const connect = poolClass.prototype.connect
    const onSettled = guard.handler(
      'timing a pool',
      (pool: Pool, startMs: number, error: unknown, client: unknown) =>
        this.#settle(pool, startMs, error, client as PooledClient),
    )
    const onConnect = guard.handler('watching a pool', (pool: Pool) => this.#watch(pool, guard))
    poolClass.prototype.connect = function (callback) {
      onConnect(this)
      const startMs = performance.now()
      if (typeof callback === 'function') {
        return connect.call(this, (error, client, release) => {
          onSettled(this, startMs, error, client)
          callback(error, client, release)
        })
      }
      // The derived promise is returned: a side branch would swallow the service's unhandled rejections.
      return (connect.call(this) as Promise<unknown>).then(
        (client) => {
          onSettled(this, startMs, undefined, client)
          return client
        },
        (error: unknown) => {
          onSettled(this, startMs, error, undefined)
          throw error
        },
      )
    }
  }

  #watch(pool: Pool, guard: Guard): void {
    if (this.#recordOf.has(pool)) return
    this.#dropEnded()
    const name = this.#freeName(poolName(pool.options, process.env))
    const record: PoolRecord = { pool: new WeakRef(pool), name, checkouts: new Set() }
    this.#recordOf.set(pool, record)
    this.#records.push(record)
    if (!this.#totals.has(name)) {
      const [wait, use] = [this.#waits.add([name]), this.#uses.add([name])]
      this.#totals.set(name, { wait, use, timeouts: 0 })
    }
    // Not 'acquire' for the start: it also fires for evictions and for callers who had given up.
    pool.on(
      'release',
      guard.handler('timing a connection', (_error: unknown, client: unknown) =>
        this.#release(record, client as PooledClient),
      ),
    )
  }

  /** Two pools of one database keep apart, so that one of them cannot hide that the other is exhausted. */
  #freeName(base: string): string {
    const taken = new Set(this.#records.map(({ name }) => name))
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base}#${n}`
    return this.#names.admit(name)
  }

  #settle(pool: Pool, startMs: number, error: unknown, client: PooledClient): void {
    const record = this.#recordOf.get(pool)
    const totals = record && this.#totals.get(record.name)
    if (record === undefined || totals === undefined) return
    const nowMs = performance.now()
    totals.wait.record((nowMs - startMs) / 1000)
    if (client) {
      const checkout = { startMs: nowMs }
      client[CHECKOUT] = checkout
      record.checkouts.add(checkout)
    } else if (error instanceof Error && TIMEOUT_MESSAGES.has(error.message)) totals.timeouts++
  }

  #release(record: PoolRecord, client: PooledClient): void {
    const checkout = client[CHECKOUT]
    if (checkout === undefined) return
    client[CHECKOUT] = undefined
    record.checkouts.delete(checkout)
    this.#totals.get(record.name)?.use.record((performance.now() - checkout.startMs) / 1000)
  }

  /** One reading a name: pools beyond the last name of their own are added up. */
  #read(read: (pool: Pool, record: PoolRecord) => number, ...labels: string[]): Reading[] {
    this.#dropEnded()
    const byName = new Map<string, number>()
    for (const record of this.#records) {
      const pool = record.pool.deref()
      if (pool === undefined) continue
      byName.set(record.name, (byName.get(record.name) ?? 0) + read(pool, record))
    }
    return [...byName].map(([name, value]) => ({ labels: [name, ...labels], value }))
  }

  #dropEnded(): void {
    this.#records = this.#records.filter(({ pool }) => pool.deref()?.ended === false)
  }
}

function oldestSeconds(checkouts: ReadonlySet<Checkout>): number {
  for (const { startMs } of checkouts) return (performance.now() - startMs) / 1000 // first in, first out
  return 0
}
