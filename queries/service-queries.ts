import type { Contract } from '../contract/schema.ts'
import { type NamedSeries, serviceSeries } from './dialect.ts'
import { anyOf, leMatcher, type Matchers, selector } from './selector.ts'

/** What of a contract the queries on the service's own series need. */
export type ServiceContract = Pick<Contract, 'service' | 'endpoints'>
type Endpoint = Contract['endpoints'][number]

/** A server fault, as production availability counts it; clients' mistakes and aborts (499) are none. */
const SERVER_ERROR = '5..'

/** Selects one of the service's own series. */
export function ownSeries(
  contract: Pick<Contract, 'service'>,
  series: NamedSeries,
  matchers: Matchers = {},
): string {
  const own = { service_name: contract.service.name, ...series.matchers, ...matchers }
  return selector(series.name, own)
}

/** A path template without its query: what a router, and so `http_route`, knows of it. */
export function routeOf({ path }: Pick<Endpoint, 'path'>): string {
  return path.split('?')[0] ?? path
}

/** The labels that single out one endpoint in the service's histogram. */
function endpointMatchers(endpoint: Pick<Endpoint, 'method' | 'path'>): Matchers {
  return { http_request_method: endpoint.method, http_route: routeOf(endpoint) }
}

/** Labels that single out every endpoint of the contract: other routes are not under contract. */
function routeMatchers(contract: ServiceContract, endpoint?: Endpoint): Matchers {
  if (endpoint) return endpointMatchers(endpoint)
  return { http_route: anyOf([...new Set(contract.endpoints.map(routeOf))]) }
}

/**
 * Queries on what the service says of itself; undefined when its dialect has no HTTP histogram.
 * `window` is a Prometheus duration or Grafana's `$__rate_interval`.
 */
export interface ServiceQueries {
  /** Requests in the window, of one endpoint or of all. */
  readonly requests: (window: string, endpoint?: Endpoint) => string
  readonly requestRate: (window: string, endpoint?: Endpoint) => string
  /** Requests answered 5xx in the window. Zero where there was traffic but no error. */
  readonly serverErrors: (window: string, endpoint?: Endpoint) => string
  /** Share of requests answered 5xx. */
  readonly errorRatio: (window: string, endpoint?: Endpoint) => string
  /** Answers other than 5xx in the window: what a latency objective counts. */
  readonly answered: (window: string, endpoint: Endpoint) => string
  /** Answers slower than `lineSeconds`, which must be a bucket edge. */
  readonly slow: (window: string, endpoint: Endpoint, lineSeconds: number) => string
  /** A quantile in seconds, of one endpoint or of all. */
  readonly quantileSeconds: (quantile: number, window: string, endpoint?: Endpoint) => string
  /** A quantile in seconds for every method and route at once. */
  readonly quantileSecondsByRoute: (quantile: number, window: string) => string
  readonly requestRateByRoute: (window: string) => string
  /** Request rate by status code. */
  readonly requestRateByStatus: (window: string) => string
  /** Bucket rates, for heat maps. */
  readonly bucketRates: (window: string) => string
}

/** Builds the queries for a contract. */
export function serviceQueries(contract: ServiceContract): ServiceQueries | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  if (!serverDuration) return undefined
  const part = (suffix: string, matchers: Matchers): string =>
    ownSeries(contract, { name: `${serverDuration.name}_${suffix}` }, matchers)
  const total = (fn: string, suffix: string, matchers: Matchers, window: string): string =>
    `sum by (service_name) (${fn}(${part(suffix, matchers)}[${window}]))`
  const by = (labels: string, fn: string, suffix: string, m: Matchers, window: string): string =>
    `sum by (${labels}) (${fn}(${part(suffix, m)}[${window}]))`
  const routes = (endpoint?: Endpoint): Matchers => routeMatchers(contract, endpoint)
  const failed = (endpoint?: Endpoint): Matchers => ({
    ...routes(endpoint),
    http_response_status_code: { re: SERVER_ERROR },
  })
  const answeredOf = (endpoint: Endpoint): Matchers => ({
    ...routes(endpoint),
    http_response_status_code: { notRe: SERVER_ERROR },
  })
  const orZero = (errors: string, all: string): string => `(${errors} or 0 * ${all})`
  return {
    requests: (window, endpoint) => total('increase', 'count', routes(endpoint), window),
    requestRate: (window, endpoint) => total('rate', 'count', routes(endpoint), window),
    serverErrors: (window, endpoint) =>
      orZero(
        total('increase', 'count', failed(endpoint), window),
        total('increase', 'count', routes(endpoint), window),
      ),
    errorRatio: (window, endpoint) => {
      const all = total('rate', 'count', routes(endpoint), window)
      return `${orZero(total('rate', 'count', failed(endpoint), window), all)} / (${all} > 0)`
    },
    answered: (window, endpoint) => total('increase', 'count', answeredOf(endpoint), window),
    slow: (window, endpoint, lineSeconds) => {
      const fast = { ...answeredOf(endpoint), le: leMatcher(lineSeconds) }
      const all = total('increase', 'count', answeredOf(endpoint), window)
      return `${all} - ${total('increase', 'bucket', fast, window)}`
    },
    quantileSeconds: (quantile, window, endpoint) =>
      `histogram_quantile(${quantile}, ${by('service_name, le', 'rate', 'bucket', routes(endpoint), window)})`,
    quantileSecondsByRoute: (quantile, window) =>
      `histogram_quantile(${quantile}, ${by('http_request_method, http_route, le', 'rate', 'bucket', routes(), window)})`,
    requestRateByRoute: (window) =>
      by('http_request_method, http_route', 'rate', 'count', routes(), window),
    requestRateByStatus: (window) =>
      by('http_response_status_code', 'rate', 'count', routes(), window),
    bucketRates: (window) => by('le', 'rate', 'bucket', routes(), window),
  }
}
