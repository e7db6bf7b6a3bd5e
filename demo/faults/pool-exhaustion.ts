import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

/** A caller that found no connection asks again after this, as a retrying job would. */
const retryMs = 100

/**
 * Jobs that each take a pool connection, sit in an open transaction, give it back and take the next: requests
 * queue behind them, and time out where they hold longer than a caller may wait.
 */
export function poolExhaustionFault(pool: Pool): Fault {
  let stopped = new AbortController()
  let jobs: Promise<void>[] = []
  let held = 0

  const holdOne = async (holdMs: number, signal: AbortSignal): Promise<void> => {
    const client = await pool.connect()
    held += 1
    let lost: Error | undefined
    const onError = (err: Error): void => {
      lost = err
    }
    // A checked-out connection that breaks has nobody else to tell: unheard, it would end the process.
    client.on('error', onError)
    try {
      await client.query('begin')
      await pause(holdMs, signal)
      await client.query('rollback')
    } catch (error) {
      lost ??= error as Error
    } finally {
      held -= 1
      giveBack(client, onError, lost)
    }
  }

  const work = async (holdMs: number, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await holdOne(holdMs, signal).catch(() => pause(retryMs, signal))
    }
  }

  return fault<{ connections: number; holdMs: number }>({
    name: 'pool-exhaustion',
    rules: {
      connections: wholeNumberParam(1, pool.options.max, pool.options.max),
      holdMs: wholeNumberParam(1, 60_000),
    },
    start: ({ connections, holdMs }) => {
      stopped = new AbortController()
      const { signal } = stopped
      jobs = Array.from({ length: connections }, () => work(holdMs, signal))
    },
    stop: async () => {
      stopped.abort()
      await Promise.all(jobs)
      jobs = []
    },
    state: () => ({ heldConnections: held, waitingRequests: pool.waitingCount }),
  })
}

function giveBack(client: PoolClient, onError: (err: Error) => void, lost?: Error): void {
  client.off('error', onError)
  client.release(lost)
}

/** A wait that ends early and quietly. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
