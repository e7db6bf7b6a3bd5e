import { LatencyHistogram } from '../measurement/histogram.ts'
import { endpointTotals } from '../measurement/merge-intervals.ts'
import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { mergedLatency } from '../verdict/merged-latency.ts'

/** A stretch of the run drawn as one point. */
export interface TimeBucket {
  readonly startMs: number
  readonly middleMs: number
  readonly intervals: readonly RunInterval[]
}

export interface TimeSeries {
  readonly totalMs: number
  readonly stepMs: number
  readonly buckets: readonly TimeBucket[]
}

/** Points of a chart: more would be noise at the width of a page. */
const MOST_POINTS = 60
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]

/** The run in equal steps; a step without intervals has none, so that charts leave a gap. */
export function timeSeries(record: RunRecord): TimeSeries {
  const ends = record.intervals.map(({ startMs, durationMs }) => startMs + durationMs)
  const totalMs = ends.reduce((a, b) => Math.max(a, b), 1000)
  const longest = record.intervals.reduce((a, { durationMs }) => Math.max(a, durationMs), 0)
  const fits = (s: number) => totalMs / (s * 1000) <= MOST_POINTS && s * 1000 >= longest
  const stepMs = (STEPS_S.find(fits) ?? 7200) * 1000
  const groups = Map.groupBy(record.intervals, ({ startMs }) => Math.floor(startMs / stepMs))
  const buckets = Array.from({ length: Math.ceil(totalMs / stepMs) }, (_, i) => {
    const startMs = i * stepMs
    const middleMs = (startMs + Math.min(totalMs, startMs + stepMs)) / 2
    return { startMs, middleMs, intervals: groups.get(i) ?? [] }
  })
  return { totalMs, stepMs, buckets }
}

/** One endpoint's percentiles in each bucket, milliseconds; null where nothing was measured. */
export function percentilesOverTime(
  series: TimeSeries,
  endpoint: string,
): { readonly p50: number; readonly p95: number; readonly p99: number; readonly count: number }[] {
  return series.buckets.map(({ intervals }) => {
    const merged = mergedLatency(intervals, endpoint)
    const at = (q: number) => merged.quantile(q) / 1000
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: merged.count }
  })
}

/** Everything one endpoint did in some intervals. */
export interface EndpointSums {
  readonly latency: LatencyHistogram
  readonly requests: number
  readonly bad: number
}

/** All endpoints together, as if they were one. */
export function allSums(
  intervals: readonly RunInterval[],
  endpoints: readonly string[],
): EndpointSums {
  const sums = endpoints.map((name) => endpointSums(intervals, name))
  const edgesUs = sums.find(({ latency }) => latency.count > 0)?.latency.edgesUs ?? []
  const latency = new LatencyHistogram(edgesUs)
  for (const own of sums) if (own.latency.count > 0) latency.merge(own.latency)
  return {
    latency,
    requests: sums.reduce((sum, { requests }) => sum + requests, 0),
    bad: sums.reduce((sum, { bad }) => sum + bad, 0),
  }
}

export function endpointSums(intervals: readonly RunInterval[], endpoint: string): EndpointSums {
  let [requests, ok] = [0, 0]
  for (const { endpoints } of intervals) {
    const outcomes = endpoints[endpoint]?.outcomes ?? {}
    for (const count of Object.values(outcomes)) requests += count
    ok += outcomes.ok ?? 0
  }
  return { latency: mergedLatency(intervals, endpoint), requests, bad: requests - ok }
}

/** What users did once at an endpoint, over some intervals. */
export interface OnceSums extends EndpointSums {
  readonly once: 'setup' | 'teardown'
  readonly endpoint: string
}

/** Sums of all setups and teardowns; none where a contract has none. */
export function onceSums(intervals: readonly RunInterval[]): OnceSums[] {
  return (['setup', 'teardown'] as const).flatMap((once) =>
    [...endpointTotals(intervals, once)].map(([endpoint, { latency, outcomes }]) => {
      const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
      const whole = LatencyHistogram.fromData(latency)
      return { once, endpoint, latency: whole, requests, bad: requests - outcomes.ok }
    }),
  )
}
