/** Everything the service can be told from outside; one environment variable each. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly databaseUrl: string
  readonly databasePoolMax: number
  readonly redisUrl: string
  readonly adminToken: string | undefined
  readonly externalPort: number
  readonly externalRatePerSecond: number
  readonly logLevel: string
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the environment and names every bad variable at once, so that one start shows all mistakes. */
export function parseSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = []
  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const value = Number(text)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    problems.push(`${name}="${text}" must be a whole number from ${min} to ${max}`)
    return fallback
  }
  const url = (name: string, fallback: string, protocol: RegExp): string => {
    const text = env[name] || fallback
    if (!URL.canParse(text) || !protocol.test(text))
      problems.push(`${name} must be a URL such as ${fallback}`)
    return text
  }
  const logLevel = env.LOG_LEVEL || 'info'
  if (!logLevels.includes(logLevel)) {
    problems.push(`LOG_LEVEL="${logLevel}" must be one of ${logLevels.join(', ')}`)
  }
  const settings: Settings = {
    // Loopback: a service with fault switches is not for a network unless somebody says so.
    host: env.HOST || '127.0.0.1',
    // 3000 is where people look for an Express service; 0 takes any free port.
    port: integer('PORT', 3000, 0, 65_535),
    databaseUrl: url('DATABASE_URL', 'postgresql://demo@127.0.0.1:5432/demo', /^postgres(ql)?:/),
    // 110 of the server's 150 connections: what is left serves migrations, pollers and operators.
    databasePoolMax: integer('DEMO_DB_POOL_MAX', 110, 1, 1000),
    redisUrl: url('REDIS_URL', 'redis://127.0.0.1:6379', /^rediss?:/),
    // Unset means that there is no admin API at all: the safe state is the one nobody configured.
    adminToken: env.DEMO_ADMIN_TOKEN || undefined,
    // The stand-in for the external provider is private to this process, so any free port will do.
    externalPort: integer('DEMO_EXTERNAL_PORT', 0, 0, 65_535),
    // A usual quota of a paid provider; several times what the demo's journeys need.
    externalRatePerSecond: integer('DEMO_EXTERNAL_RATE_PER_SECOND', 100, 1, 100_000),
    logLevel,
  }
  if (problems.length > 0) throw new Error(`bad configuration:\n  ${problems.join('\n  ')}`)
  return settings
}
