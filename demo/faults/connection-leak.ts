import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import { type Fault, fault } from './fault.ts'
import { numberParam, wholeNumberParam } from './fault-params.ts'

/** Checks connections out of the service's pool and does not give them back until switched off. */
export function connectionLeakFault(pool: Pool, logger: Logger): Fault {
  const leaked = new Set<PoolClient>()
  let timer: NodeJS.Timeout | undefined
  let asked = 0
  let generation = 0

  const leakOne = async (max: number, ownGeneration: number): Promise<void> => {
    if (asked >= max) return
    asked += 1
    try {
      const client = await pool.connect()
      if (ownGeneration !== generation) return client.release()
      leaked.add(client)
      // A checked-out connection that breaks has nobody else to tell: unheard, it would end the process.
      client.on('error', (err) => {
        logger.warn({ err }, 'lost a leaked database connection')
        if (leaked.delete(client)) client.release(err)
      })
    } catch (error) {
      if (ownGeneration === generation) asked -= 1
      logger.warn({ reason: (error as Error).message }, 'connection-leak found no connection')
    }
  }

  return fault<{ connectionsPerSecond: number; max: number }>({
    name: 'connection-leak',
    rules: {
      connectionsPerSecond: numberParam(0.01, 1000),
      max: wholeNumberParam(1, pool.options.max, pool.options.max),
    },
    start: ({ connectionsPerSecond, max }) => {
      const ownGeneration = ++generation
      timer = setInterval(() => void leakOne(max, ownGeneration), 1000 / connectionsPerSecond)
    },
    stop: () => {
      clearInterval(timer)
      generation += 1
      asked = 0
      for (const client of leaked) client.release()
      leaked.clear()
    },
    state: () => ({ leakedConnections: leaked.size }),
  })
}
