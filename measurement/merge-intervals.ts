import { LatencyHistogram } from './histogram.ts'
import type { HistogramData } from './histogram-data.ts'
import { OUTCOMES, type Outcome } from './outcomes.ts'
import type { EndpointInterval, PhaseRecord, RunInterval } from './run-record.ts'

/** What one endpoint did over several intervals; every outcome is present, 0 when it did not happen. */
export interface EndpointTotals {
  readonly latency: HistogramData
  readonly serviceTime?: HistogramData
  readonly outcomes: Readonly<Record<Outcome, number>>
}

/** The sum of histograms as if all values had been recorded in one; undefined for none at all. */
export function mergeData(parts: readonly HistogramData[]): HistogramData | undefined {
  const [first, ...rest] = parts
  if (first === undefined || rest.length === 0) return first
  const whole = LatencyHistogram.fromData(first)
  for (const part of rest) whole.merge(LatencyHistogram.fromData(part))
  return whole.toData()
}

/** The intervals that verdicts are about: those of phases whose load level stands still. */
export function judgedIntervals(run: {
  readonly phases: readonly PhaseRecord[]
  readonly intervals: readonly RunInterval[]
}): RunInterval[] {
  const ramps = run.phases.filter((phase) => phase.ramp)
  return run.intervals.filter(
    ({ startMs }) => !ramps.some((ramp) => startMs >= ramp.startMs && startMs < ramp.endMs),
  )
}

/** Totals per endpoint over the given intervals, of the journeys or of what users do once. */
export function endpointTotals(
  intervals: readonly RunInterval[],
  of: 'endpoints' | 'setup' | 'teardown' = 'endpoints',
): Map<string, EndpointTotals> {
  const parts = new Map<string, EndpointInterval[]>()
  for (const interval of intervals) {
    for (const [endpoint, part] of Object.entries(interval[of] ?? {})) {
      const known = parts.get(endpoint)
      if (known) known.push(part)
      else parts.set(endpoint, [part])
    }
  }
  return new Map([...parts].map(([endpoint, own]) => [endpoint, total(own)]))
}

function total(parts: readonly EndpointInterval[]): EndpointTotals {
  const latency = mergeData(parts.map((part) => part.latency))
  const serviceTime = mergeData(parts.flatMap((part) => part.serviceTime ?? []))
  const outcomes = Object.fromEntries(
    OUTCOMES.map((outcome) => [
      outcome,
      parts.reduce((sum, part) => sum + (part.outcomes[outcome] ?? 0), 0),
    ]),
  ) as Record<Outcome, number>
  return {
    latency: latency ?? new LatencyHistogram([]).toData(),
    ...(serviceTime && { serviceTime }),
    outcomes,
  }
}
