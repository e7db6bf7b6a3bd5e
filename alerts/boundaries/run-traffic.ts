import { msToSeconds } from '../../contract/units.ts'
import { selector } from '../../queries/selector.ts'
import { RUN } from '../../series/run-series.ts'
import type { RunErrorLine, RunLatencyLine } from '../run-lines.ts'
import type { InputSeries } from './boundary.ts'
import { constant, line } from './series-values.ts'

/** Length of a test's run; tests stop when they have seen enough. */
export const RUN_END_MS = 180_000
/** Scrapes and evaluations of a run. */
export const RUN_STEP_MS = 5000

/** What a test's run does: how much traffic, how much of it bad and until when, and when it is active. */
export interface RunTraffic {
  readonly perSecond: number
  readonly badShare: number
  readonly badUntilMs: number
  readonly activeFromMs: number
  /** Another profile than one the line is for. */
  readonly profile?: string
}

/** The run of a line: one run for each profile, so that lines of one endpoint never mix. */
export function runLabels(
  serviceName: string,
  { profiles: [first = ''] }: Pick<RunLatencyLine, 'profiles'>,
): { service_name: string; run: string } {
  return { service_name: serviceName, run: `test-of-${first}` }
}

/** The client's histogram of each line's endpoint; bad requests take longer than the line. */
export function latencyTraffic(
  serviceName: string,
  lines: readonly RunLatencyLine[],
  traffic: RunTraffic,
): InputSeries {
  const { perSecond } = traffic
  const one = (own: RunLatencyLine): InputSeries => {
    const { endpoint, failMs } = own
    const labels = { ...runLabels(serviceName, own), endpoint, outcome: 'ok' }
    const part = (suffix: string, le?: string): string =>
      selector(`${RUN.requestDuration.name}_${suffix}`, { ...labels, le })
    return {
      ...active(serviceName, own, traffic),
      [part('count')]: line(0, [{ untilMs: RUN_END_MS, perSecond }], RUN_STEP_MS),
      [part('bucket', String(msToSeconds(failMs)))]: counted(traffic, (bad) => 1 - bad),
    }
  }
  return Object.assign({}, ...lines.map(one))
}

/** The client's counters of a run whose bad requests had an unexpected status. */
export function errorTraffic(
  serviceName: string,
  own: RunErrorLine,
  traffic: RunTraffic,
): InputSeries {
  const of = (outcome: string): string =>
    selector(RUN.requests.name, { ...runLabels(serviceName, own), endpoint: 'any', outcome })
  return {
    ...active(serviceName, own, traffic),
    [of('ok')]: counted(traffic, (bad) => 1 - bad),
    [of('status')]: counted(traffic, (bad) => bad),
  }
}

function counted(
  { perSecond, badShare, badUntilMs }: RunTraffic,
  share: (badShare: number) => number,
): string {
  const bad = { untilMs: badUntilMs, perSecond: perSecond * share(badShare) }
  const good = { untilMs: RUN_END_MS, perSecond: perSecond * share(0) }
  return line(0, [bad, good], RUN_STEP_MS)
}

function active(
  serviceName: string,
  own: Pick<RunLatencyLine, 'profiles'>,
  { activeFromMs, profile = own.profiles[0] }: RunTraffic,
): InputSeries {
  const series = selector(RUN.active.name, { ...runLabels(serviceName, own), profile })
  const before = activeFromMs === 0 ? '' : constant(0, activeFromMs - RUN_STEP_MS, RUN_STEP_MS)
  return { [series]: `${before} ${constant(1, RUN_END_MS, RUN_STEP_MS)}`.trim() }
}
