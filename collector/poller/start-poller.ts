import { startTelemetry } from '../../telemetry/start-telemetry.ts'
import { POLL_INTERVAL_MS, Poll } from './poll.ts'
import type { PollSettings } from './poll-settings.ts'
import { pollerSeries } from './poller-series.ts'
import { postgresqlSource } from './postgresql-source.ts'
import { redisSource } from './redis-source.ts'

export interface Poller {
  /** Where Prometheus scrapes. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Serves what PostgreSQL and Redis say of themselves; a server that is down is `up` 0, never a reason to stop. */
export async function startPoller(
  settings: PollSettings,
  log: (line: string) => void,
): Promise<Poller> {
  const { postgresqlUrl, redisUrl, host, port } = settings
  const postgresql = postgresqlUrl
    ? new Poll('PostgreSQL', postgresqlSource(postgresqlUrl), log)
    : undefined
  const redis = redisUrl ? new Poll('Redis', redisSource(redisUrl), log) : undefined
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll-poller',
    host,
    port,
    producers: [pollerSeries(postgresql, redis)],
  })
  postgresql?.start(POLL_INTERVAL_MS)
  redis?.start(POLL_INTERVAL_MS)
  return {
    url: telemetry.url,
    stop: async () => {
      await Promise.all([postgresql?.stop(), redis?.stop(), telemetry.stop()])
    },
  }
}
