import type { Contract } from '../contract/schema.ts'
import { type NamedSeries, serviceSeries } from './dialect.ts'
import { RECORDED } from './recorded-series.ts'
import type { RouteLine } from './route-lines.ts'
import { JOBS } from './scrape-jobs.ts'
import { anyOf, type Matchers, selector } from './selector.ts'

/** What of a contract the panels' queries need. */
export type Served = Pick<Contract, 'service'>

/** The window of every rate in a panel: Grafana sizes it from step and scrape interval, at least four scrapes. */
export const PANEL_WINDOW = '$__rate_interval'

/** A series of the service itself, by the dashboards' variables. */
export function own(contract: Served, series: NamedSeries, matchers: Matchers = {}): string {
  return selector(series.name, {
    service_name: contract.service.name,
    job: { re: '$job' },
    instance: { re: '$instance' },
    ...series.matchers,
    ...matchers,
  })
}

/** A series about the service that another process writes: the variables job and instance are not about it. */
export function foreign(contract: Served, series: NamedSeries, matchers: Matchers = {}): string {
  return selector(series.name, { service_name: contract.service.name, ...matchers })
}

/** A quantile in seconds of a histogram of the service, over all series that share the labels in `by`. */
export function quantileSeconds(
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

/** The window of the burn rate that is shown: the shortest that does not jump with every error. */
export const BURN_WINDOW = '1h'

/**
 * How many times faster than allowed the availability budget is used up; 1 lasts exactly its window.
 *
 * @param allowed share of requests that may be bad
 */
export function availabilityBurn(contract: Served, allowed: number): string | undefined {
  if (!serviceSeries(contract.service.dialect).serverDuration) return undefined
  const of = { service_name: contract.service.name, slo_id: 'availability' }
  return `${selector(RECORDED.sloBadRatio(BURN_WINDOW), of)} / ${allowed}`
}

/** Scrape targets that do not answer; load runs end by themselves and do not count. */
export function targetsDown({ service }: Served): string {
  const up = selector('up', { service_name: service.name, job: { not: JOBS.runs } })
  return `sum(${up} == bool 0)`
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
