import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import { type Fault, fault } from './fault.ts'
import { numberParam, wholeNumberParam } from './fault-params.ts'

/** Checks connections out of the service's pool and does not give them back until switched off. */
export function connectionLeakFault(pool: Pool, logger: Logger): Fault {
  const leaked = new Map<PoolClient, (err: Error) => void>()
  let timer: NodeJS.Timeout | undefined
  let waiting = 0
  let generation = 0

  const giveBack = (client: PoolClient, err?: Error): void => {
    const onError = leaked.get(client)
    if (!onError) return
    leaked.delete(client)
    client.off('error', onError)
    client.release(err)
  }

  const leakOne = async (max: number, ownGeneration: number): Promise<void> => {
    if (leaked.size + waiting >= max) return
    waiting += 1
    try {
      const client = await pool.connect()
      if (ownGeneration !== generation) return client.release()
      const onError = (err: Error) => {
        logger.warn({ err }, 'lost a leaked database connection')
        giveBack(client, err)
      }
      leaked.set(client, onError)
      // A checked-out connection that breaks has nobody else to tell: unheard, it would end the process.
      client.on('error', onError)
    } catch (error) {
      logger.warn({ reason: (error as Error).message }, 'connection-leak found no connection')
    } finally {
      waiting -= 1
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
      for (const client of [...leaked.keys()]) giveBack(client)
    },
    state: () => ({ leakedConnections: leaked.size }),
  })
}
