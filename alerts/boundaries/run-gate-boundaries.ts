import type { Contract } from '../../contract/schema.ts'
import type { AlertRule } from '../rule-types.ts'
import {
  allowedShare,
  RUN_GATE_Z,
  RUN_LEAST_REQUESTS,
  runErrorGates,
  runLatencyGates,
} from '../run-gates.ts'
import { type RunLatencyLine, runErrorLines, runLatencyLines } from '../run-lines.ts'
import { gateShare } from '../share-gate.ts'
import { type Boundary, firingMs, type InputSeries } from './boundary.ts'
import {
  errorTraffic,
  latencyTraffic,
  RUN_END_MS,
  RUN_STEP_MS,
  type RunTraffic,
  runLabels,
} from './run-traffic.ts'

/** Both windows are full by then, so that the run's first active moment is the onset. */
const ONSET_MS = 75_000
/** Few enough that every term of the line has weight. */
const BUSY_PER_SECOND = 10
/** So little beside the line that a tenth more or less of its smallest term shows. */
const BESIDE = 0.002

type Feed = (traffic: RunTraffic) => InputSeries

/** Everything a gate is tried with: on its lines all at once, on its guards with one of them. */
function gateBoundary(
  rule: AlertRule,
  allowed: number,
  all: Feed,
  one: Feed,
): Omit<Boundary, 'overCount' | 'golden'> & {
  readonly golden: { readonly series?: InputSeries; readonly value: number }
} {
  const gate = gateShare({ allowed, z: RUN_GATE_Z.proof }, BUSY_PER_SECOND * 60)
  const frame = { rule, evaluationMs: RUN_STEP_MS, sampleMs: RUN_STEP_MS, onsetMs: ONSET_MS }
  const atMs = firingMs(frame)
  const busy = {
    perSecond: BUSY_PER_SECOND,
    badShare: gate * (1 + BESIDE),
    badUntilMs: RUN_END_MS,
    activeFromMs: ONSET_MS,
  }
  const allBad = { ...busy, badShare: 1 }
  // After so long the half minute holds less than the allowed share, the minute still more.
  const recoveredMs = Math.ceil((30 * (1 - allowed) + 5) / 5) * 5000
  return {
    ...frame,
    over: all(busy),
    silent: [
      {
        title: 'just under the line',
        series: all({ ...busy, badShare: gate * (1 - BESIDE) }),
        atMs,
      },
      {
        title: 'when the last half minute is good again',
        series: one({ ...allBad, badUntilMs: ONSET_MS, activeFromMs: 0 }),
        atMs: ONSET_MS + recoveredMs,
      },
      {
        title: `with fewer than ${RUN_LEAST_REQUESTS} requests a minute`,
        series: one({ ...allBad, perSecond: (RUN_LEAST_REQUESTS - 1) / 60 }),
        atMs,
      },
      {
        title: 'when no run is active',
        series: one({ ...allBad, activeFromMs: RUN_END_MS }),
        atMs,
      },
      {
        title: 'for a profile that does not judge it',
        series: one({ ...allBad, profile: 'other' }),
        atMs,
      },
    ],
    golden: { ...(all !== one && { series: one(busy) }), value: busy.badShare },
  }
}

/** Boundaries of the latency gates: one for each percentile, fed with every endpoint at once. */
export function runLatencyBoundaries(contract: Contract): Boundary[] {
  const lines = runLatencyLines(contract)
  const serviceName = contract.service.name
  return runLatencyGates(contract).flatMap((rule): Boundary[] => {
    const own = lines.filter(({ quantile }) => String(quantile) === rule.labels.quantile)
    const example = own.find((one) => !sharesLine(one, lines)) ?? own[0]
    if (!example) return []
    const boundary = gateBoundary(
      rule,
      allowedShare(example.quantile),
      (traffic) => latencyTraffic(serviceName, own, traffic),
      (traffic) => latencyTraffic(serviceName, [example], traffic),
    )
    const labels = {
      ...runLabels(serviceName, example),
      endpoint: example.endpoint,
      line_ms: String(example.failMs),
    }
    return [{ ...boundary, overCount: own.length, golden: { ...boundary.golden, labels } }]
  })
}

/** Whether another percentile of the endpoint has the same fail line: its gate would fire too. */
function sharesLine(line: RunLatencyLine, all: readonly RunLatencyLine[]): boolean {
  return all.some(
    (other) => other !== line && other.endpoint === line.endpoint && other.failMs === line.failMs,
  )
}

/** Boundaries of the error gates: one for each fail line. */
export function runErrorBoundaries(contract: Contract): Boundary[] {
  const serviceName = contract.service.name
  return runErrorGates(contract).flatMap((rule): Boundary[] => {
    const own = runErrorLines(contract).find(
      ({ failRatio }) => String(failRatio) === rule.labels.fail_ratio,
    )
    if (!own) return []
    const feed: Feed = (traffic) => errorTraffic(serviceName, own, traffic)
    const boundary = gateBoundary(rule, own.failRatio, feed, feed)
    const labels = runLabels(serviceName, own)
    return [{ ...boundary, overCount: 1, golden: { ...boundary.golden, labels } }]
  })
}
