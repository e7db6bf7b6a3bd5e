import { HTTP } from '../../series/http-series.ts'
import type { Instrumentation } from '../../series/instrumentation.ts'
import { DatabaseOperations } from './database-operations.ts'
import { DEFAULT_HTTP_EDGES_SECONDS } from './default-edges.ts'
import { EventLoopSeries } from './event-loop-series.ts'
import { createGuard, type Guard, messageOf } from './guard.ts'
import { HistogramFamily } from './histogram.ts'
import { HttpServers } from './http-servers.ts'
import { logLine } from './log-line.ts'
import { MetricsServer } from './metrics-server.ts'
import { observeModules } from './modules.ts'
import { otlpRequest } from './otlp-request.ts'
import { OutgoingRequests, OWN_USER_AGENT } from './outgoing-requests.ts'
import { type PoolClass, PostgresqlPools } from './postgresql-pools.ts'
import { type ClientClass, patchQueries } from './postgresql-queries.ts'
import { ProcessSeries } from './process-series.ts'
import { PromClientFamilies, type PromClientRegistry } from './prom-client-families.ts'
import { isPort, readInstrumentation } from './read-instrumentation.ts'
import { patchRedis, type RedisClass } from './redis-commands.ts'
import { Requests } from './requests.ts'
import { contractRoutes, frameworkRoutes } from './routes.ts'
import { RuntimeSeries } from './runtime-series.ts'
import type { Family } from './series-text.ts'

/** The OpenTelemetry Prometheus exporter's own default, so that existing scrape configurations fit. */
const DEFAULT_PORT = 9464

type Environment = Readonly<Record<string, string | undefined>>

/** Wires all sources to one page, and to OTLP where it is asked for; both begin as soon as the service listens. */
export function startCollector(environment: Environment, folder: string): void {
  const guard = createGuard()
  const instrumentation = instrumentationOrNothing(environment, folder)
  const http = new HistogramFamily(
    HTTP.serverDuration,
    instrumentation?.bucketEdgesSeconds ?? DEFAULT_HTTP_EDGES_SECONDS,
  )
  const requests = new Requests(
    instrumentation ? contractRoutes(instrumentation.routes, http) : frameworkRoutes(http, guard),
  )
  const servers = new HttpServers()
  const outgoing = new OutgoingRequests()
  const runtime = new RuntimeSeries()
  const eventLoop = new EventLoopSeries()
  const processSeries = new ProcessSeries()
  const { families: databaseFamilies, promClient } = observePackages(guard)

  const cumulative: readonly Family[] = [
    http,
    ...requests.families,
    servers.openConnections,
    outgoing.family,
    ...databaseFamilies,
    ...processSeries.families,
    ...runtime.families,
  ]
  const families = [...cumulative, ...eventLoop.families]
  const names = new Set(families.map(({ name }) => name))
  const refresh = async (): Promise<void> => {
    await Promise.all([servers.refresh(), processSeries.refresh()])
  }
  const server = new MetricsServer(async function* page() {
    await refresh()
    for (const family of families) yield* family.texts()
    yield* promClient.texts(names)
  }, logLine)

  requests.observe(guard, server.isOwn)
  outgoing.observe(guard)
  runtime.observe(guard)
  eventLoop.observe()
  servers.observe(guard, server.isOwn, () => {
    server.listen(
      environment.PLIMSOLL_METRICS_HOST || '127.0.0.1',
      portOf(environment, instrumentation),
      instrumentation?.serviceName ?? 'this service',
    )
    startOtlp(environment, instrumentation?.serviceName, cumulative, refresh)
  })
}

/** Loads OpenTelemetry's SDK only where metrics by OTLP are asked for; whatever fails there is a line, no more. */
function startOtlp(
  environment: Environment,
  serviceName: string | undefined,
  cumulative: readonly Family[],
  refresh: () => Promise<void>,
): void {
  const wanted = otlpRequest(environment)
  if (wanted === undefined) return
  const { unknownProtocol, ...times } = wanted
  if (unknownProtocol) logLine(`OTLP is sent as http/json only, not as ${unknownProtocol}`)
  const eventLoop = new EventLoopSeries()
  eventLoop.observe()
  const families = [...cumulative, ...eventLoop.families]
  const settings = { families, refresh, serviceName, userAgent: OWN_USER_AGENT, log: logLine }
  import('../otlp/start-otlp-metrics.ts')
    .then(({ startOtlpMetrics }) => {
      startOtlpMetrics({ ...settings, ...times })
      logLine(`metrics by OTLP every ${times.intervalMs / 1000} s, beside the page`)
    })
    .catch((error: unknown) => logLine(`no metrics by OTLP: ${messageOf(error)}`))
}

/** Pools, queries, commands and the service's own series, as their packages are loaded. */
function observePackages(guard: Guard): { families: Family[]; promClient: PromClientFamilies } {
  const pools = new PostgresqlPools()
  const operations = new DatabaseOperations()
  const promClient = new PromClientFamilies(logLine)
  observeModules(
    [
      {
        id: 'pg-pool',
        parent: /[\\/]pg[\\/]lib[\\/]/,
        onLoaded: (exported) => pools.patch(exported as PoolClass, guard),
      },
      {
        id: './client',
        parent: /[\\/]pg[\\/]lib[\\/]/,
        onLoaded: (exported) => patchQueries(exported as ClientClass, operations, guard),
      },
      {
        id: './Redis',
        parent: /[\\/]ioredis[\\/]built[\\/]/,
        onLoaded: (exported) =>
          patchRedis((exported as { default: RedisClass }).default, operations, guard),
      },
      {
        id: './lib/registry',
        parent: /[\\/]prom-client[\\/]/,
        onLoaded: (exported) =>
          promClient.add((exported as { globalRegistry: PromClientRegistry }).globalRegistry),
      },
    ],
    guard,
  )
  return { families: [...pools.families, operations.family], promClient }
}

function instrumentationOrNothing(
  environment: Environment,
  folder: string,
): Instrumentation | undefined {
  const instead = "routes are the framework's own and bucket edges the default"
  try {
    const found = readInstrumentation(environment.PLIMSOLL_INSTRUMENTATION, folder)
    if (found === undefined) logLine(`no plimsoll.instrumentation.json found: ${instead}`)
    return found
  } catch (error) {
    logLine(`${messageOf(error)}: ${instead}`)
    return undefined
  }
}

function portOf(environment: Environment, instrumentation: Instrumentation | undefined): number {
  const wanted = instrumentation?.metricsPort ?? DEFAULT_PORT
  const text = environment.PLIMSOLL_METRICS_PORT
  if (!text) return wanted
  if (isPort(Number(text))) return Number(text)
  logLine(`PLIMSOLL_METRICS_PORT is no port number; taking ${wanted}`)
  return wanted
}
