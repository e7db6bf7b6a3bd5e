import { setTimeout as delay } from 'node:timers/promises'
import { Client, Pool } from 'pg'
import type { Logger } from 'pino'

/** Longer than any write may take (P99 1 s), shorter than a client's patience: full means 503, not a hang. */
const connectionTimeoutMs = 2000
/** The slowest healthy query takes a few ms; one that needs 3 s is a fault and must give its connection back. */
const statementTimeoutMs = 3000
/** A pool that grew in a burst shrinks again within half a minute. */
const idleTimeoutMs = 30_000

/** The service's connection pool; a lost idle connection is logged, never fatal. */
export function createPool(databaseUrl: string, max: number, logger: Logger): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: connectionTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'agents-api',
  })
  pool.on('error', (err) => logger.warn({ err }, 'lost an idle database connection'))
  return pool
}

/** Waits for a database that is still starting, as after a common start of all containers. */
export async function connectWhenReady(
  databaseUrl: string,
  patienceMs: number,
  logger: Logger,
): Promise<Client> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const client = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: connectionTimeoutMs,
      application_name: 'agents-api-migrations',
    })
    client.on('error', (err) => logger.warn({ err }, 'lost the migration connection'))
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (!isDatabaseUnavailable(error) || performance.now() > giveUpAt) throw error
      logger.warn({ reason: (error as Error).message }, 'waiting for the database')
      await delay(500)
    }
  }
}

/** Exhausted pool, refused or lost connection, a server that starts or stops: all worth a retry. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { message = '', code = '' } = error as { message?: string; code?: string }
  return (
    /timeout exceeded|timeout expired|Connection terminated|not queryable/.test(message) ||
    // PostgreSQL: class 08 connection exceptions, 53300 too many connections, 57P0x shutdown or start.
    /^(08\w{3}|53300|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN)$/.test(code)
  )
}
