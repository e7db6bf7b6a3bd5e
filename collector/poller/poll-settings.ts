import { PlimsollError } from '../../contract/errors.ts'

/** What to poll beside the host, and where to show it. The URLs hold passwords: they are never printed. */
export interface PollSettings {
  readonly postgresqlUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
}

/** Reads the poller's environment variables; what it cannot use is a USAGE error. */
export function parsePollSettings(
  environment: Readonly<Record<string, string | undefined>>,
): PollSettings {
  const url = (name: string): string | undefined => {
    const text = environment[name]
    if (text && !URL.canParse(text)) throw new PlimsollError('USAGE', `${name} is no URL`)
    return text || undefined
  }
  const postgresqlUrl = url('PLIMSOLL_POLL_POSTGRESQL_URL')
  const redisUrl = url('PLIMSOLL_POLL_REDIS_URL')
  const port = Number(environment.PLIMSOLL_POLLER_PORT || 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new PlimsollError('USAGE', 'PLIMSOLL_POLLER_PORT is no port number')
  }
  const host = environment.PLIMSOLL_POLLER_HOST || '127.0.0.1'
  return { postgresqlUrl, redisUrl, host, port }
}
