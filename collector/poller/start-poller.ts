import { startTelemetry } from '../../telemetry/start-telemetry.ts'
import { hostSource } from './host-source.ts'
import { Poll } from './poll.ts'
import type { PollSettings } from './poll-settings.ts'
import { pollerSeries } from './poller-series.ts'
import { postgresqlSource } from './postgresql-source.ts'
import { redisSource } from './redis-source.ts'

export interface Poller {
  /** Where Prometheus scrapes. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/**
 * Serves what PostgreSQL, Redis and the host say of themselves, asked anew at each scrape; a server that is
 * down is `up` 0, never a reason to stop.
 */
export async function startPoller(
  settings: PollSettings,
  log: (line: string) => void,
): Promise<Poller> {
  const { postgresqlUrl, redisUrl, host, port } = settings
  const polls = {
    postgresql: postgresqlUrl
      ? new Poll('PostgreSQL', postgresqlSource(postgresqlUrl), log)
      : undefined,
    redis: redisUrl ? new Poll('Redis', redisSource(redisUrl), log) : undefined,
    host: new Poll('the host', hostSource(), log),
  }
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll-poller',
    host,
    port,
    producers: [pollerSeries(polls)],
  })
  const all = Object.values(polls)
  for (const poll of all) void poll?.answer() // the log says at once who is there
  return {
    url: telemetry.url,
    stop: async () => {
      await Promise.all([telemetry.stop(), ...all.map((poll) => poll?.close())])
    },
  }
}
