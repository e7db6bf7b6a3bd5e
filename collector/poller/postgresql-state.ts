import type { MetricData } from '@opentelemetry/sdk-metrics'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { counterData, gaugeData } from '../../telemetry/metric-data.ts'

type Counts = Readonly<Record<string, number>>

/** The row of `STATE_QUERY`: numbers beyond 2^53 lose their last digits, nothing else. */
export interface PostgresqlState {
  readonly database: string
  readonly connectionMax: number
  readonly seesSessions: boolean
  readonly statementsSchema: string | null
  readonly backends: Counts | null
  readonly transactionAges: Counts | null
  readonly locks: readonly { mode: string; granted: boolean; locks: number }[] | null
  readonly statistics: Readonly<
    Record<
      | 'xact_commit'
      | 'xact_rollback'
      | 'deadlocks'
      | 'blks_hit'
      | 'blks_read'
      | 'temp_files'
      | 'temp_bytes',
      number
    >
  >
  readonly sizeBytes: number
  readonly largeTables: readonly { schema: string; table: string; scans: number }[] | null
}

/**
 * A table is large from 8 MiB on: PostgreSQL's own min_parallel_table_scan_size, from which a scan is worth
 * more than one worker. In pages of 8 KiB, as the planner last counted them, because asking the file
 * system for every table at each scrape is not cheap.
 */
const LARGE_TABLE_PAGES = 1024
const MOST_TABLES = 10

/** Connections whose role may not be seen have no backend_type, but a database if they are a client's. */
const CLIENTS = `FROM pg_stat_activity
  WHERE (backend_type = 'client backend' OR backend_type IS NULL AND datid IS NOT NULL)`

/** Everything in one round trip and one statement, which the server's statement_timeout bounds. */
export const STATE_QUERY = `SELECT /* plimsoll-poller */ json_build_object(
  'database', current_database(),
  'connectionMax', current_setting('max_connections')::int,
  'seesSessions', pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
  'statementsSchema', (SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
    WHERE extname = 'pg_stat_statements'),
  'backends', (SELECT json_object_agg(state, backends) FROM (
    SELECT coalesce(state, 'unknown') AS state, count(*) AS backends ${CLIENTS} GROUP BY 1) b),
  'transactionAges', (SELECT json_object_agg(state, age) FROM (
    SELECT state, max(extract(epoch FROM clock_timestamp() - xact_start)) AS age ${CLIENTS}
      AND xact_start IS NOT NULL AND pid <> pg_backend_pid() GROUP BY 1) t WHERE state IS NOT NULL),
  'locks', (SELECT json_agg(l) FROM (
    SELECT mode, granted, count(*) AS locks FROM pg_locks
    WHERE pid <> pg_backend_pid()
      AND (database IS NULL OR database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
    GROUP BY 1, 2) l),
  'statistics', (SELECT row_to_json(d) FROM pg_stat_database d WHERE datname = current_database()),
  'sizeBytes', pg_database_size(current_database()),
  'largeTables', (SELECT json_agg(t) FROM (
    SELECT nspname AS schema, relname AS "table", pg_stat_get_numscans(c.oid) AS scans
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND relpages >= ${LARGE_TABLE_PAGES}
      AND nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY relpages DESC LIMIT ${MOST_TABLES}) t)
) AS state`

/** States a connection may be in and modes a lock may have; all are reported, so that one that empties reads 0. */
const BACKEND_STATES = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)']
const TRANSACTION_STATES = ['active', 'idle in transaction']
const LOCK_MODES = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

/** The state as series, at most 60 of them. */
export function postgresqlData(state: PostgresqlState): MetricData[] {
  const { database, statistics: of, largeTables } = state
  const here = (value: number) => [{ labels: { db_namespace: database }, value }]
  const tables = (largeTables ?? []).map(({ schema, table, scans }) => ({
    labels: { db_namespace: `${database}|${schema}`, db_collection_name: table },
    value: scans,
  }))
  return [
    gaugeData(POSTGRESQL.backends, byState(BACKEND_STATES, state.backends)),
    gaugeData(POSTGRESQL.connectionMax, [{ labels: {}, value: state.connectionMax }]),
    gaugeData(POSTGRESQL.transactionAge, byState(TRANSACTION_STATES, state.transactionAges)),
    gaugeData(POSTGRESQL.locks, lockReadings(state)),
    counterData(POSTGRESQL.commits, here(of.xact_commit)),
    counterData(POSTGRESQL.rollbacks, here(of.xact_rollback)),
    counterData(POSTGRESQL.deadlocks, here(of.deadlocks)),
    counterData(POSTGRESQL.blocksHit, here(of.blks_hit)),
    counterData(POSTGRESQL.blocksRead, here(of.blks_read)),
    counterData(POSTGRESQL.tempFiles, here(of.temp_files)),
    counterData(POSTGRESQL.tempBytes, here(of.temp_bytes)),
    gaugeData(POSTGRESQL.size, here(state.sizeBytes)),
    ...(tables.length > 0 ? [counterData(POSTGRESQL.sequentialScans, tables)] : []),
  ]
}

function byState(states: readonly string[], found: Counts | null) {
  const all = { ...Object.fromEntries(states.map((state) => [state, 0])), ...found }
  return Object.entries(all).map(([state, value]) => ({
    labels: { state },
    value: Math.max(0, value),
  }))
}

function lockReadings({ locks }: PostgresqlState) {
  const key = (mode: string, granted: boolean): string => `${mode} ${granted}`
  const counts = new Map(
    LOCK_MODES.flatMap((mode) => [true, false].map((granted) => [key(mode, granted), 0])),
  )
  for (const lock of locks ?? []) counts.set(key(lock.mode, lock.granted), lock.locks)
  return [...counts].map(([name, value]) => {
    const [mode = '', granted = ''] = name.split(' ')
    return { labels: { mode, granted }, value }
  })
}
