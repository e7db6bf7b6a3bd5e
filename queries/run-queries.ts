import { RUN } from '../series/run-series.ts'
import { leMatcher, type Match, type Matchers, selector } from './selector.ts'

/** Which runs a query is about: one id, Grafana's `$run` as a regular expression, or all. */
export interface RunSelection {
  readonly serviceName?: string
  readonly run?: Match
  readonly endpoint?: string
}

function runMatchers({ serviceName, run, endpoint }: RunSelection): Matchers {
  return { service_name: serviceName, run, endpoint }
}

/** Bad is everything but `ok`: what the client saw, whatever the service thought it answered. */
const BAD: Matchers = { outcome: { not: 'ok' } }

function requestsOf(of: RunSelection, extra: Matchers = {}): string {
  return selector(RUN.requests.name, { ...runMatchers(of), ...extra })
}

function latencyOf(part: 'bucket' | 'count', of: RunSelection, extra: Matchers = {}): string {
  return selector(`${RUN.requestDuration.name}_${part}`, { ...runMatchers(of), ...extra })
}

const PER_RUN = 'service_name, run'
const PER_ENDPOINT = 'service_name, run, endpoint'

/** Requests finished a second, for each run. */
export function runTotalRate(of: RunSelection, window: string): string {
  return `sum by (${PER_RUN}) (rate(${requestsOf(of)}[${window}]))`
}

/** Share of requests whose outcome was not `ok`, for each run. */
export function runBadRatio(of: RunSelection, window: string): string {
  const bad = `sum by (${PER_RUN}) (rate(${requestsOf(of, BAD)}[${window}]))`
  const all = runTotalRate(of, window)
  return `(${bad} or 0 * ${all}) / (${all} > 0)`
}

/** Finished requests in the window, for each run. */
export function runRequests(of: RunSelection, window: string): string {
  return `sum by (${PER_RUN}) (increase(${requestsOf(of)}[${window}]))`
}

/** Bad requests in the window, for each run. Zero where there was traffic and nothing bad. */
export function runBadRequests(of: RunSelection, window: string): string {
  const bad = `sum by (${PER_RUN}) (increase(${requestsOf(of, BAD)}[${window}]))`
  return `${bad} or 0 * ${runRequests(of, window)}`
}

/** Requests with a latency in the window, for each run and endpoint; a timeout has one too. */
export function runTimedRequests(of: RunSelection, window: string): string {
  return `sum by (${PER_ENDPOINT}) (increase(${latencyOf('count', of)}[${window}]))`
}

/** Requests at or under `lineSeconds`, which must be a bucket edge, for each run and endpoint. */
export function runFastRequests(of: RunSelection, window: string, lineSeconds: number): string {
  const fast = latencyOf('bucket', of, { le: leMatcher(lineSeconds) })
  return `sum by (${PER_ENDPOINT}) (increase(${fast}[${window}]))`
}

/** A latency quantile in seconds for each run, over all endpoints. */
export function runQuantileSeconds(quantile: number, of: RunSelection, window: string): string {
  return `histogram_quantile(${quantile}, sum by (${PER_RUN}, le) (rate(${latencyOf('bucket', of)}[${window}])))`
}

/** A latency quantile in seconds for each run and endpoint. */
export function runQuantileSecondsByEndpoint(
  quantile: number,
  of: RunSelection,
  window: string,
): string {
  return `histogram_quantile(${quantile}, sum by (${PER_ENDPOINT}, le) (rate(${latencyOf('bucket', of)}[${window}])))`
}

/** Virtual users active now. */
export function runUsers({ serviceName, run }: RunSelection): string {
  return selector(RUN.users.name, { service_name: serviceName, run })
}

/** Arrivals a second the plan asks for. */
export function runOfferedRate({ serviceName, run }: RunSelection): string {
  return selector(RUN.offeredRate.name, { service_name: serviceName, run })
}

/** Arrivals a second the generator itself lost: anything above 0 is about us, not the service. */
export function runDroppedRate({ serviceName, run }: RunSelection, window: string): string {
  return `rate(${selector(RUN.dropped.name, { service_name: serviceName, run })}[${window}])`
}

/** P99 of how late the pacer woke, in seconds. */
export function runScheduleLagP99Seconds(
  { serviceName, run }: RunSelection,
  window: string,
): string {
  const lag = selector(`${RUN.scheduleLag.name}_bucket`, { service_name: serviceName, run })
  return `histogram_quantile(0.99, sum by (${PER_RUN}, le) (rate(${lag}[${window}])))`
}

/** Runs that send load now, of these profiles or of any. */
export function activeRuns(serviceName: string, profile?: Match): string {
  return `${selector(RUN.active.name, { service_name: serviceName, profile })} == 1`
}
