import { Client } from 'pg'
import { ANSWER_DEADLINE_MS, type Source } from './poll.ts'

/** What PostgreSQL says of its connections. */
export interface PostgresqlAnswer {
  readonly backendsByState: ReadonlyMap<string, number>
  readonly connectionMax: number
}

/** States a client backend may be in (pg_stat_activity); all are reported, so that a state that empties reads 0. */
const STATES = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)']

/** Client backends only, this poller's own included: those are what max_connections bounds. */
const BACKENDS = `SELECT coalesce(state, 'unknown') AS state, count(*)::int AS backends
  FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1`

/** One connection, opened again after it was lost. */
export function postgresqlSource(connectionString: string): Source<PostgresqlAnswer> {
  let client: Client | undefined

  const connected = async (): Promise<Client> => {
    if (client !== undefined) return client
    const fresh = new Client({
      connectionString,
      application_name: 'plimsoll-poller',
      connectionTimeoutMillis: ANSWER_DEADLINE_MS,
      query_timeout: ANSWER_DEADLINE_MS,
    })
    fresh.on('error', () => {
      if (client === fresh) client = undefined // lost while idle: the next poll connects anew
    })
    await fresh.connect()
    client = fresh
    return fresh
  }
  const close = async (): Promise<void> => {
    const last = client
    client = undefined
    await last?.end()
  }
  const ask = async (): Promise<PostgresqlAnswer> => {
    const current = await connected()
    try {
      const { rows } = await current.query<{ state: string; backends: number }>(BACKENDS)
      const maximum = await current.query<{ max_connections: string }>('SHOW max_connections')
      const backendsByState = new Map(STATES.map((state) => [state, 0]))
      for (const { state, backends } of rows) backendsByState.set(state, backends)
      return { backendsByState, connectionMax: Number(maximum.rows[0]?.max_connections) }
    } catch (error) {
      close().catch(() => undefined) // it is lost already
      throw error
    }
  }
  return { ask, close }
}
