import { RUN } from '../series/run-series.ts'
import { PANEL_WINDOW, type Served, serviceLatency } from './panel-queries.ts'
import {
  type RunSelection,
  runBadRatio,
  runDroppedRate,
  runOfferedRate,
  runQuantileSeconds,
  runQuantileSecondsByEndpoint,
  runScheduleLagP99Seconds,
  runTotalRate,
  runUsers,
} from './run-queries.ts'
import { type Match, selector } from './selector.ts'

const CHOSEN: Match = { re: '$run' }

/** The runs chosen at the top of a dashboard. */
const chosen = ({ service }: Served): RunSelection => ({ serviceName: service.name, run: CHOSEN })

const byRun = (series: string): string => `sum by (run) (${series})`

const labels = ({ service }: Served): { service_name: string; run: Match } => ({
  service_name: service.name,
  run: CHOSEN,
})

/** An expression of the service, only while one of the chosen runs sends load. */
export function whileRunning(contract: Served, expression: string): string {
  const active = selector(RUN.active.name, labels(contract))
  return `(${expression}) and on() (max(${active}) == 1)`
}

/** When runs sent load, for annotations. */
export function runsActive({ service }: Served): string {
  return `max by (run, profile) (${selector(RUN.active.name, { service_name: service.name })}) == 1`
}

/** Runs of the time range, the one seen last first; their ids begin with the profile, so names do not sort by time. */
export function runsByRecency({ service }: Served): string {
  const active = selector(RUN.active.name, { service_name: service.name })
  return `sort_desc(max by (run) (max_over_time(timestamp(${active})[$__range:])))`
}

/** Arrivals a second the plan asks for. */
export const offeredRate = (contract: Served): string => byRun(runOfferedRate(chosen(contract)))

/** Requests a second that came to an end, good or bad. */
export const deliveredRate = (contract: Served): string =>
  runTotalRate(chosen(contract), PANEL_WINDOW)

/**
 * Requests that came to an end, over those and the arrivals the generator lost, in the time range.
 * Rates of finished and planned would differ in every ramp, and at every end, without any loss.
 */
export function deliveredShare(contract: Served): string {
  const finished = `sum(increase(${selector(RUN.requests.name, labels(contract))}[$__range]))`
  return `${finished} / ((${finished} + ${droppedInRange(contract)}) > 0)`
}

/** Virtual users. */
export const activeUsers = (contract: Served): string => byRun(runUsers(chosen(contract)))

/** Requests a second by outcome, without the good ones. */
export function badRateByOutcome(contract: Served): string {
  const bad = selector(RUN.requests.name, { ...labels(contract), outcome: { not: 'ok' } })
  return `sum by (outcome) (rate(${bad}[${PANEL_WINDOW}]))`
}

/** Share of requests with any outcome but ok: the run's definition of bad. */
export const clientErrorRatio = (contract: Served): string =>
  runBadRatio(chosen(contract), PANEL_WINDOW)

/** P99 of the pacer's lateness, in seconds. */
export const scheduleLag = (contract: Served): string =>
  runScheduleLagP99Seconds(chosen(contract), PANEL_WINDOW)

/** Arrivals a second that the generator itself lost. */
export const droppedRate = (contract: Served): string =>
  byRun(runDroppedRate(chosen(contract), PANEL_WINDOW))

/** Arrivals the generator lost in the whole time range. */
export function droppedInRange(contract: Served): string {
  return `sum(increase(${selector(RUN.dropped.name, labels(contract))}[$__range]))`
}

/** Latency of an endpoint as the client sees it, in seconds. */
export function clientLatency(contract: Served, endpoint: string, quantile: number): string {
  return runQuantileSecondsByEndpoint(quantile, { ...chosen(contract), endpoint }, PANEL_WINDOW)
}

/** Latency of all endpoints as the client sees it, in seconds. */
export function runLatency(contract: Served, quantile: number): string {
  return runQuantileSeconds(quantile, chosen(contract), PANEL_WINDOW)
}

/** What the client waits beyond the service's own time: network, accept queue, and waits for a connection. */
export function clientMinusServer(contract: Served, quantile: number): string | undefined {
  const server = serviceLatency(contract, quantile)
  return server && `${runLatency(contract, quantile)} - on() group_left() ${server}`
}
