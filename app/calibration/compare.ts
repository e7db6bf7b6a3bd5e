import { LatencyHistogram } from '../../measurement/histogram.ts'
import type { HistogramData } from '../../measurement/histogram-data.ts'
import { type EndpointTotals, endpointTotals } from '../../measurement/merge-intervals.ts'
import type { Outcome } from '../../measurement/outcomes.ts'
import { LEAST_LAG_LIMIT_MS } from '../../verdict/validity.ts'
import type { CalibrationRun } from './calibration-run.ts'
import type { Scenario } from './scenarios.ts'
import type { SeenEnd, SeenRequest } from './seen-request.ts'

/** From the send, as closed models measure, or from the intended start, as arrivals are measured. */
export type Clock = 'service time' | 'intended start'

/**
 * `wire`: beyond the bar, but not by more than a bare socket took at the same percentile: every client here is so late.
 * `machine`: beyond the bar, but by no more than this machine was late itself, or where it was too restless to tell.
 * `few`: explained by the machine's worst wakes, and resting on so few requests that single ones decide it.
 * `off`: beyond both, so that the engine itself is to blame.
 */
export type RowOutcome = 'within' | 'wire' | 'machine' | 'few' | 'off'

/** One percentile of one scenario, held against the target's log; milliseconds. */
export interface PercentileRow {
  readonly scenario: Scenario
  readonly clock: Clock
  readonly percentile: string
  readonly requests: number
  readonly truthMs: number
  readonly measuredMs: number
  readonly differenceMs: number
  readonly barMs: number
  /** What a bare socket took at the same percentile; where that explains too little, at worst, and how late our thread woke. */
  readonly machineMs: number
  readonly outcome: RowOutcome
}

/** How often something happened, by the target's log and by the engine; must be equal. */
export interface CountRow {
  readonly scenario: Scenario | 'all'
  readonly what: Outcome | 'offered' | 'delivered'
  readonly truth: number
  readonly measured: number
}

export interface Comparison {
  readonly percentiles: readonly PercentileRow[]
  readonly counts: readonly CountRow[]
}

/** DESIGN.md section 6: 2 % of the truth, or so many milliseconds where that is more. */
const BAR_RATIO = 0.02
const BAR_MS: Readonly<Record<Clock, number>> = { 'service time': 0.5, 'intended start': 1.5 }

/** A percentile with fewer requests beyond it is decided by single late wakes: one in a thousand is late on any machine. */
const LEAST_BEYOND = 10

/** A percentile needs this many requests to say anything. */
const PERCENTILES = [
  { percentile: 'P50', q: 0.5, atLeast: 1 },
  { percentile: 'P90', q: 0.9, atLeast: 10 },
  { percentile: 'P95', q: 0.95, atLeast: 20 },
  { percentile: 'P99', q: 0.99, atLeast: 100 },
  { percentile: 'P99.9', q: 0.999, atLeast: 1000 },
  { percentile: 'max', q: 1, atLeast: 1 },
] as const

/** From here on a few late wakes decide, and the machine's worst ones are comparable. */
const TAIL_Q = 0.95

/** A restless machine is late in bursts: the median of one scenario may fall into more of them than that of the probe. */
const RESTLESS_Q = 0.9

/** Where not even a bare socket stays within the bar, only a median tells a bias of ours from a late machine. */
const MEDIAN_Q = 0.5

const OUTCOME_OF: Readonly<Record<SeenEnd, Outcome>> = {
  answered: 'ok',
  failed: 'status',
  reset: 'reset',
  left: 'timeout',
}

/** Requests that never left us: no log of a target knows of them. */
const UNSEEN: readonly Outcome[] = ['no_connection', 'refused']

/** A run whose pacer was later than that certifies nothing (DESIGN.md section 6). */
export function keptSchedule(lag: LatencyHistogram): boolean {
  return lag.quantile(0.99) / 1000 <= LEAST_LAG_LIMIT_MS
}

/** Holds what the engine counted against what the target saw. */
export function compared(run: CalibrationRun): Comparison {
  const totals = endpointTotals(run.result.intervals)
  const { scenarios } = run.order
  return {
    percentiles: scenarios.flatMap((scenario) => percentileRows(run, scenario, totals)),
    counts: [
      ...loadRows(run, totals),
      ...scenarios.flatMap((each) => outcomeRows(run, each, totals)),
    ],
  }
}

function percentileRows(
  run: CalibrationRun,
  scenario: Scenario,
  totals: ReadonlyMap<string, EndpointTotals>,
): PercentileRow[] {
  const { load } = run.order
  const seen = run.seen.filter((each) => each.scenario === scenario)
  const total = totals.get(scenario)
  const service = trueServiceTimes(seen)
  if (load.model === 'closed') return rowsOf(run, scenario, 'service time', service, total?.latency)
  const whole = trueLatencies({ ...run, seen }, load.ratePerSecond)
  return [
    ...rowsOf(run, scenario, 'service time', service, total?.serviceTime),
    ...rowsOf(run, scenario, 'intended start', whole, total?.latency),
  ]
}

function rowsOf(
  run: Pick<CalibrationRun, 'wire' | 'lag' | 'result'>,
  scenario: Scenario,
  clock: Clock,
  truth: readonly number[],
  data: HistogramData | undefined,
): PercentileRow[] {
  if (data === undefined) return [] // then the counts differ, and say so
  const measured = LatencyHistogram.fromData(data)
  const sorted = truth.toSorted((a, b) => a - b)
  const requests = sorted.length
  const judge = outcomeJudge(run, requests)
  return PERCENTILES.filter(({ atLeast }) => requests >= atLeast).map(({ percentile, q }) => {
    const truthMs = valueAt(sorted, q)
    const measuredMs = (q === 1 ? measured.maxUs : measured.quantile(q)) / 1000
    const differenceMs = measuredMs - truthMs
    const barMs = Math.max(BAR_MS[clock], BAR_RATIO * truthMs)
    const row = { scenario, clock, percentile, requests, truthMs, measuredMs, differenceMs, barMs }
    return { ...row, ...judge(q, differenceMs, barMs) }
  })
}

/** Who is to blame for a difference: nobody, every client on this machine, the machine, or the engine. */
function outcomeJudge(
  { wire, lag, result }: Pick<CalibrationRun, 'wire' | 'lag' | 'result'>,
  requests: number,
) {
  const proves = keptSchedule(lag) && unseenCount(endpointTotals(result.intervals)) === 0
  const isQuiet = wire.quantile(0.99) / 1000 <= BAR_MS['service time']
  return (
    q: number,
    differenceMs: number,
    barMs: number,
  ): Pick<PercentileRow, 'machineMs' | 'outcome'> => {
    const beyondMs = Math.abs(differenceMs) - barMs
    const wireMs = wire.quantile(q) / 1000
    const machineQ = excusingQ(q, isQuiet)
    const machineMs = (wire.quantile(machineQ) + lag.quantile(machineQ)) / 1000
    if (beyondMs <= 0) return { machineMs, outcome: 'within' }
    const isTelling = proves && (isQuiet || q <= MEDIAN_Q)
    if (isTelling && beyondMs > machineMs) return { machineMs, outcome: 'off' }
    const isFew = proves && beyondMs <= machineMs && (1 - q) * requests < LEAST_BEYOND
    if (isFew) return { machineMs, outcome: 'few' }
    const isWire = proves && differenceMs > 0 && beyondMs <= wireMs
    return isWire ? { machineMs: wireMs, outcome: 'wire' } : { machineMs, outcome: 'machine' }
  }
}

/** At which percentile the machine's own lateness excuses a difference. */
function excusingQ(q: number, isQuiet: boolean): number {
  if (q >= TAIL_Q) return 1
  return isQuiet ? q : Math.max(q, RESTLESS_Q)
}

/** The smallest of ascending values with at least the share `q` at or under it. */
export function valueAt(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}

/** How long after its intended start each request was answered, by the target's clock, milliseconds. */
export function trueLatencies(
  { seen, startedMs }: Pick<CalibrationRun, 'seen' | 'startedMs'>,
  ratePerSecond: number,
): number[] {
  // Arrival n is due in the middle of its own share of a second (workload/arrivals.ts).
  return seen.map(({ n, endedMs }) => endedMs - startedMs - ((n + 0.5) * 1000) / ratePerSecond)
}

/** How long the target itself took from the request to the end of its answer, milliseconds. */
export function trueServiceTimes(seen: readonly SeenRequest[]): number[] {
  return seen.map(({ receivedMs, endedMs }) => endedMs - receivedMs)
}

function outcomeRows(
  { seen }: CalibrationRun,
  scenario: Scenario,
  totals: ReadonlyMap<string, EndpointTotals>,
): CountRow[] {
  const truth = new Map<Outcome, number>()
  for (const each of seen) {
    if (each.scenario !== scenario) continue
    const outcome = OUTCOME_OF[each.end]
    truth.set(outcome, (truth.get(outcome) ?? 0) + 1)
  }
  const measured = Object.entries(totals.get(scenario)?.outcomes ?? {}) as [Outcome, number][]
  return measured.flatMap(([what, count]) => {
    if (UNSEEN.includes(what)) return []
    const row = { scenario, what, truth: truth.get(what) ?? 0, measured: count }
    return row.truth === 0 && row.measured === 0 ? [] : [row]
  })
}

/** Offered is the plan's, exactly; delivered is what reached the target, or could not for want of a connection. */
function loadRows(
  { order, result, seen }: CalibrationRun,
  totals: ReadonlyMap<string, EndpointTotals>,
): CountRow[] {
  const { load, durationMs } = order
  const { offered, delivered } = result.generator
  const rows: CountRow[] = [
    {
      scenario: 'all',
      what: 'delivered',
      truth: seen.length + unseenCount(totals),
      measured: delivered,
    },
  ]
  if (load.model === 'closed') return rows // users are planned, not what they send
  const truth = (load.ratePerSecond * durationMs) / 1000
  return [{ scenario: 'all', what: 'offered', truth, measured: offered }, ...rows]
}

function unseenCount(totals: ReadonlyMap<string, EndpointTotals>): number {
  return [...totals.values()]
    .flatMap(({ outcomes }) => UNSEEN.map((outcome) => outcomes[outcome]))
    .reduce((sum, count) => sum + count, 0)
}
