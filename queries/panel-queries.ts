import type { Contract } from '../contract/schema.ts'
import { DATABASE_CLIENT, POSTGRESQL, REDIS } from '../series/database-series.ts'
import { PROCESS, SERVICE } from '../series/process-series.ts'
import { type NamedSeries, serviceSeries } from './dialect.ts'
import type { RouteLine } from './route-lines.ts'
import { anyOf, type Matchers, selector } from './selector.ts'

/** What of a contract the panels' queries need. */
export type Served = Pick<Contract, 'service'>

/** The window of every rate in a panel: Grafana sizes it from step and scrape interval, at least four scrapes. */
export const PANEL_WINDOW = '$__rate_interval'

/** A series of the service itself, by the dashboards' variables. */
function own(contract: Served, series: NamedSeries, matchers: Matchers = {}): string {
  return selector(series.name, {
    service_name: contract.service.name,
    job: { re: '$job' },
    instance: { re: '$instance' },
    ...series.matchers,
    ...matchers,
  })
}

/** A series about the service that another process writes: the variables job and instance are not about it. */
function foreign(contract: Served, series: NamedSeries): string {
  return selector(series.name, { service_name: contract.service.name })
}

/** A quantile in seconds of a histogram of the service, over all series that share the labels in `by`. */
function quantileSeconds(
  contract: Served,
  series: NamedSeries,
  quantile: number,
  by: readonly string[],
  matchers: Matchers = {},
): string {
  const bucket = own(contract, { name: `${series.name}_bucket` }, matchers)
  return `histogram_quantile(${quantile}, sum by (${['le', ...by].join(', ')}) (rate(${bucket}[${PANEL_WINDOW}])))`
}

/** The series that tells which jobs and instances serve: every dialect has it. Instances are those of the chosen job. */
export function servingSeries({ service }: Served, label: 'job' | 'instance'): string {
  const { cpuTime } = serviceSeries(service.dialect)
  const job = label === 'instance' ? { re: '$job' } : undefined
  return selector(cpuTime.name, { service_name: service.name, job })
}

/** Latency of one route as the service sees it, in seconds; undefined where it has no HTTP histogram. */
export function routeLatency(contract: Served, line: RouteLine): string | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  const route = { http_request_method: line.method, http_route: line.path }
  return serverDuration && quantileSeconds(contract, serverDuration, line.quantile, [], route)
}

/** Latency of the whole service as it sees it, in seconds. */
export function serviceLatency(contract: Served, quantile: number): string | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  return serverDuration && quantileSeconds(contract, serverDuration, quantile, [])
}

type Line = 'warnSeconds' | 'failSeconds'

/** Latency over its line for every route and percentile in one vector; 1 is the line. */
function overLines(contract: Served, lines: readonly RouteLine[], line: Line): string | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  if (!serverDuration || lines.length === 0) return undefined
  const ratios = [...groupedBy(lines, (route) => route.quantile)].map(([quantile, routes]) => {
    const parts = [...groupedBy(routes, (route) => `${route.method} ${route[line]}`).values()].map(
      (alike) => {
        const [{ method, [line]: seconds }] = alike
        const matchers = {
          http_request_method: method,
          http_route: anyOf(alike.map(({ path }) => path)),
        }
        const by = ['http_request_method', 'http_route']
        return `${quantileSeconds(contract, serverDuration, quantile, by, matchers)} / ${seconds}`
      },
    )
    // The label keeps the percentiles of one route apart: `or` drops what has equal labels.
    return `label_replace(${parts.join(' or ')}, "quantile", "${quantile}", "", "")`
  })
  return `((${ratios.join(' or ')}) >= 0)`
}

function groupedBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

/** How many latency lines are crossed now. Routes without traffic are left out; none at all is no data, not zero. */
export function crossedLines(
  contract: Served,
  lines: readonly RouteLine[],
  line: Line,
): string | undefined {
  const ratios = overLines(contract, lines, line)
  return ratios && `sum(${ratios} > bool 1)`
}

/** The worst latency as a share of its own fail line. */
export function worstLatencyRatio(
  contract: Served,
  lines: readonly RouteLine[],
): string | undefined {
  const ratios = overLines(contract, lines, 'failSeconds')
  return ratios && `max(${ratios})`
}

/** Requests a second the service answers. */
export function servedRate(contract: Served, matchers: Matchers = {}): string | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  if (!serverDuration) return undefined
  const count = own(contract, { name: `${serverDuration.name}_count` }, matchers)
  return `sum(rate(${count}[${PANEL_WINDOW}]))`
}

/** Share of requests answered with a 5xx: production availability's definition of bad. */
export function serverErrorRatio(contract: Served): string | undefined {
  const all = servedRate(contract)
  const bad = servedRate(contract, { http_response_status_code: { re: '5..' } })
  return all && `(${bad} or 0 * ${all}) / (${all} > 0)`
}

/** CPU seconds per second over the cores the process may use; the contract's `cores` wins over the collector's. */
export function panelCpuRatio(
  contract: Pick<Contract, 'service' | 'resources'>,
): string | undefined {
  const { cpuTime, cpuAvailable } = serviceSeries(contract.service.dialect)
  const used = `sum by (instance) (rate(${own(contract, cpuTime)}[${PANEL_WINDOW}]))`
  const cores = contract.resources.cpu?.cores
  if (cores !== undefined) return `${used} / ${cores}`
  return cpuAvailable && `${used} / max by (instance) (${own(contract, cpuAvailable)})`
}

const byInstance = (contract: Served, series: NamedSeries): string =>
  `sum by (instance) (${own(contract, series)})`

/** Resident set size in bytes. */
export function residentBytes(contract: Served): string {
  return byInstance(contract, serviceSeries(contract.service.dialect).memoryUsage)
}

/** Used heap in bytes: all V8 spaces, or old space where a dialect does not add them up. */
export function heapUsedBytes(contract: Served): string {
  const { dialect } = contract.service
  if (dialect === 'otel') return byInstance(contract, PROCESS.heapUsed)
  return byInstance(contract, serviceSeries(dialect).oldSpaceUsed)
}

/** Used heap right after the last major garbage collection. */
export function heapAfterGcBytes(contract: Served): string | undefined {
  const { heapAfterMajorGc } = serviceSeries(contract.service.dialect)
  return heapAfterMajorGc && byInstance(contract, heapAfterMajorGc)
}

/** The heap size at which the process dies. */
export function heapLimitBytes(contract: Served): string | undefined {
  const { heapSizeLimit } = serviceSeries(contract.service.dialect)
  return heapSizeLimit && byInstance(contract, heapSizeLimit)
}

/** P99 of the event-loop delay in seconds. */
export function panelEventLoopDelay(contract: Served): string {
  return byInstance(contract, serviceSeries(contract.service.dialect).eventLoopDelayP99)
}

/** A series that only our collector writes. */
const collected = (contract: Served, query: () => string): string | undefined =>
  contract.service.dialect === 'otel' ? query() : undefined

/** Share of time the event loop was busy. */
export function panelEventLoopUtilization(contract: Served): string | undefined {
  return collected(contract, () => byInstance(contract, PROCESS.eventLoopUtilization))
}

const POOL = 'db_client_connection_pool_name'
const byPool = (contract: Served, series: NamedSeries): string =>
  `sum by (${POOL}) (${own(contract, series)})`

/** Pooled connections by pool and state. */
export function panelPoolConnections(contract: Served): string | undefined {
  const connections = own(contract, DATABASE_CLIENT.connectionCount)
  const labels = `${POOL}, db_client_connection_state`
  return collected(contract, () => `sum by (${labels}) (${connections})`)
}

/** Most connections each pool may open. */
export function poolMaximum(contract: Served): string | undefined {
  return collected(contract, () => byPool(contract, DATABASE_CLIENT.connectionMax))
}

/** Callers waiting for a pooled connection. */
export function poolPending(contract: Served): string | undefined {
  return collected(contract, () => byPool(contract, DATABASE_CLIENT.pendingRequests))
}

/** Checked-out connections as a share of what each pool may open. */
export function poolUseRatio(contract: Served): string | undefined {
  const used = {
    ...DATABASE_CLIENT.connectionCount,
    matchers: { db_client_connection_state: 'used' },
  }
  return collected(contract, () => `${byPool(contract, used)} / ${poolMaximum(contract)}`)
}

/** P95 of the time a caller waited for a pooled connection, in seconds. */
export function panelPoolWait(contract: Served): string | undefined {
  return collected(contract, () =>
    quantileSeconds(contract, DATABASE_CLIENT.waitTime, 0.95, [POOL]),
  )
}

/** P95 of the operations of each database system, in seconds. */
export function databaseOperations(contract: Served, system?: string): string | undefined {
  const of = { db_system_name: system }
  return collected(contract, () =>
    quantileSeconds(contract, DATABASE_CLIENT.operationDuration, 0.95, ['db_system_name'], of),
  )
}

/** Connections PostgreSQL counts itself, whoever opened them. */
export const databaseBackends = (contract: Served): string =>
  `sum(${foreign(contract, POSTGRESQL.backends)})`

/** Connections PostgreSQL allows. */
export const databaseMaximum = (contract: Served): string =>
  `max(${foreign(contract, POSTGRESQL.connectionMax)})`

/** Memory Redis has allocated, in bytes. */
export const redisBytes = (contract: Served): string =>
  `max(${foreign(contract, REDIS.memoryUsed)})`

/** Hits over lookups of the service's own cache. */
export function panelCacheHitRatio(contract: Served): string {
  const lookups = (result: string): string =>
    `sum(rate(${own(contract, SERVICE.cacheRequests, { result: { re: result } })}[${PANEL_WINDOW}]))`
  return `${lookups('hit')} / (${lookups('hit|miss')} > 0)`
}

/** Alerts but the watchdog, which always fires. */
const REAL_ALERTS = 'severity!="none"'

/** Alerts over time: 2 firing, 1 pending; the watchdog shows 0, so that a quiet row still proves rules are alive. */
export function alertStates(): string {
  const firing = `2 * ALERTS{alertstate="firing",${REAL_ALERTS}}`
  const pending = `ALERTS{alertstate="pending",${REAL_ALERTS}}`
  return `max by (alertname) (${firing} or ${pending} or 0 * ALERTS{severity="none"})`
}

/** Alerts firing now by name. */
export const firingAlerts = (): string =>
  `max by (alertname) (ALERTS{alertstate="firing",${REAL_ALERTS}})`

/** How many alerts fire now. */
export const firingAlertCount = (): string =>
  `count(ALERTS{alertstate="firing",${REAL_ALERTS}}) or vector(0)`
