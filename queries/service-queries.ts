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

/**
 * Counts of requests as the service itself saw them, in a window (a Prometheus duration);
 * undefined when its dialect has no HTTP histogram.
 */
export interface ServiceQueries {
  /** Requests to the endpoints under contract. */
  readonly requests: (window: string) => string
  /** Of them, those answered 5xx. Zero where there was traffic but no error. */
  readonly serverErrors: (window: string) => string
  /** Answers of an endpoint other than 5xx: what a latency objective counts. */
  readonly answered: (window: string, endpoint: Endpoint) => string
  /** Of them, those slower than `lineSeconds`, which must be a bucket edge. */
  readonly slow: (window: string, endpoint: Endpoint, lineSeconds: number) => string
}

/** Builds the queries for a contract. */
export function serviceQueries(contract: ServiceContract): ServiceQueries | undefined {
  const { serverDuration } = serviceSeries(contract.service.dialect)
  if (!serverDuration) return undefined
  const sum = (suffix: string, matchers: Matchers, window: string): string => {
    const series = ownSeries(contract, { name: `${serverDuration.name}_${suffix}` }, matchers)
    return `sum by (service_name) (increase(${series}[${window}]))`
  }
  const routes = { http_route: anyOf([...new Set(contract.endpoints.map(routeOf))]) }
  const failed = { ...routes, http_response_status_code: { re: SERVER_ERROR } }
  const answeredBy = (endpoint: Endpoint): Matchers => ({
    http_request_method: endpoint.method,
    http_route: routeOf(endpoint),
    http_response_status_code: { notRe: SERVER_ERROR },
  })
  return {
    requests: (window) => sum('count', routes, window),
    serverErrors: (window) =>
      `${sum('count', failed, window)} or 0 * ${sum('count', routes, window)}`,
    answered: (window, endpoint) => sum('count', answeredBy(endpoint), window),
    slow: (window, endpoint, lineSeconds) => {
      const fast = { ...answeredBy(endpoint), le: leMatcher(lineSeconds) }
      return `${sum('count', answeredBy(endpoint), window)} - ${sum('bucket', fast, window)}`
    },
  }
}
