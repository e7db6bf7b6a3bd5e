import { Client } from 'pg'
import type { Logger } from 'pino'
import { HttpProblem } from '../http-problem.ts'
import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

/** PostgreSQL forks a process for each connection: opened a few at a time, the service stays quick. */
const openedAtOnce = 10
const connectionTimeoutMs = 5000

/** Opens connections beside the pool, as a forgotten script or a second deployment would. */
export function databaseConnectionsFault(databaseUrl: string, logger: Logger): Fault {
  const held = new Set<Client>()

  const open = async (): Promise<void> => {
    const client = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: connectionTimeoutMs,
      application_name: 'agents-api-fault',
    })
    client.on('error', (err) => {
      held.delete(client)
      logger.warn({ err }, 'lost an extra database connection')
    })
    await client.connect()
    held.add(client)
  }

  return fault<{ count: number }>({
    name: 'database-connections',
    rules: { count: wholeNumberParam(1, 1000) },
    start: async ({ count }) => {
      while (held.size < count) {
        const batch = Math.min(openedAtOnce, count - held.size)
        const results = await Promise.allSettled(Array.from({ length: batch }, open))
        const failure = results.find((result) => result.status === 'rejected')
        if (!failure) continue
        throw new HttpProblem(
          409,
          'fault_not_started',
          `only ${held.size} of ${count} connections could be opened: ${failure.reason.message}`,
        )
      }
    },
    stop: async () => {
      const clients = [...held]
      held.clear()
      await Promise.allSettled(clients.map((client) => client.end()))
    },
    state: () => ({ heldConnections: held.size }),
  })
}
