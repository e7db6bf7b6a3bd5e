import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { createAgentsApi } from './agents-api.ts'
import { connectWhenReady, createPool } from './database.ts'
import { EnrichmentClient } from './enrichment-client.ts'
import { ExternalProvider } from './external-provider.ts'
import type { FaultSwitches } from './faults/fault-switches.ts'
import { migrate } from './migrate.ts'
import { connectRedis } from './response-cache.ts'
import type { ServiceMetrics } from './service-metrics.ts'
import type { Settings } from './settings.ts'

/** A database started together with the service may need this long for its first start. */
const databasePatienceMs = 30_000
/** Container runtimes kill 10 s after SIGTERM: what is not done by then was going to be cut off anyway. */
const drainDeadlineMs = 8000
const idleSweepMs = 50
/** Longer than the 60 s after which load balancers and pooled clients drop an idle connection themselves. */
const keepAliveTimeoutMs = 65_000

export interface RunningDemo {
  readonly url: string
  /** Stops accepting, lets running requests finish within a deadline, then closes what was opened. */
  readonly close: () => Promise<void>
}

export async function startDemo(
  settings: Settings,
  metrics: ServiceMetrics,
  logger: Logger,
): Promise<RunningDemo> {
  await prepareDatabase(settings.databaseUrl, logger)
  const pool = createPool(settings.databaseUrl, settings.databasePoolMax, logger)
  const redis = connectRedis(settings.redisUrl, logger)
  const provider = await ExternalProvider.start(settings.externalPort, logger)
  const enrichment = new EnrichmentClient({
    url: provider.url,
    ratePerSecond: settings.externalRatePerSecond,
    results: metrics.enrichments,
    logger,
  })
  const deps = { settings, pool, redis, provider, enrichment, metrics, logger }
  const { app, switches } = createAgentsApi(deps)
  if (settings.adminToken !== undefined) resumeFaults(switches, redis)
  const server = createServer(app)
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  const url = urlOf(server, settings.host)
  const faults = settings.adminToken === undefined ? 'off' : 'on'
  logger.info({ url, externalUrl: provider.url, faultSwitches: faults }, 'ready')

  const close = async (): Promise<void> => {
    const drained = drain(server)
    // Faults go first: a latency of a minute or a leaked connection would hold the drain up.
    await switches
      .switchAllOff()
      .catch((err: unknown) => logger.warn({ err }, 'a fault could not give everything back'))
    await drained
    await closeDependencies(pool, redis)
    await provider.close()
    logger.info('stopped')
  }
  return { url, close }
}

async function prepareDatabase(databaseUrl: string, logger: Logger): Promise<void> {
  const client = await connectWhenReady(databaseUrl, databasePatienceMs, logger)
  try {
    const startedMs = performance.now()
    const applied = await migrate(client, new URL('migrations/', import.meta.url))
    const tookMs = Math.round(performance.now() - startedMs)
    logger.info({ applied, tookMs }, 'database is up to date')
  } finally {
    await client.end()
  }
}

/** A crash that shall repeat is remembered in Redis: asked as soon as Redis is there, which may be never. */
function resumeFaults(switches: FaultSwitches, redis: Redis): void {
  if (redis.status === 'ready') void switches.resume()
  else redis.once('ready', () => void switches.resume())
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // Keep-alive clients would go on for ever on the connections they have: busy ones end with their next
  // answer, those whose answer was under way end as soon as they are idle.
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'))
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs)
  const deadline = setTimeout(() => server.closeAllConnections(), drainDeadlineMs)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
}

async function closeDependencies(pool: Pool, redis: Redis): Promise<void> {
  redis.disconnect()
  await pool.end()
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
