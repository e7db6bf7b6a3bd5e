/** What says where a pool of pg connects to. */
export interface PoolOptions {
  readonly connectionString?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly database?: string | undefined
  readonly user?: string | undefined
}

/** `host:port/database` as pg itself would resolve it; never user or password. */
export function poolName(
  options: PoolOptions,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const given = options.connectionString === undefined ? options : parsed(options)
  const host = given.host || environment.PGHOST || 'localhost'
  const port = given.port || environment.PGPORT || 5432
  const database =
    given.database || environment.PGDATABASE || given.user || environment.PGUSER || ''
  return `${host}:${port}/${database}`
}

function parsed(options: PoolOptions): PoolOptions {
  const text = options.connectionString ?? ''
  if (!URL.canParse(text)) return { host: 'unknown', port: undefined, database: options.database }
  const url = new URL(text)
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
  const database = decodeURIComponent(url.pathname.slice(1))
  return { host, port: url.port, database, user: decodeURIComponent(url.username) }
}
