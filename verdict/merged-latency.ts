import { LatencyHistogram } from '../measurement/histogram.ts'
import type { HistogramData } from '../measurement/histogram-data.ts'
import type { RunInterval } from '../measurement/run-record.ts'

/** One endpoint's latencies over some intervals, merged exactly (percentiles are never averaged). */
export function mergedLatency(
  intervals: readonly RunInterval[],
  endpoint: string,
  edgesUs: readonly number[] = edgesOf(intervals, endpoint),
): LatencyHistogram {
  const parts = intervals.flatMap(({ endpoints }) => endpoints[endpoint]?.latency ?? [])
  return sumOf(
    parts.filter(({ count }) => count > 0),
    edgesUs,
  )
}

/** Edges of the endpoint's histograms; an empty one may have none. */
export function edgesOf(intervals: readonly RunInterval[], endpoint: string): readonly number[] {
  const seen = intervals.find(({ endpoints }) => (endpoints[endpoint]?.latency.count ?? 0) > 0)
  return seen?.endpoints[endpoint]?.latency.edgesUs ?? []
}

/** Adds the sparse counts before any histogram is made: a soak has a million parts, each with a handful of buckets. */
function sumOf(parts: readonly HistogramData[], edgesUs: readonly number[]): LatencyHistogram {
  const fine = new Map<number, number>()
  const atOrUnder = edgesUs.map(() => 0)
  let [count, sumUs, minUs, maxUs] = [0, 0, Number.POSITIVE_INFINITY, 0]
  for (const part of parts) {
    for (let i = 0; i < part.fine.length; i += 2) {
      const bucket = part.fine[i] ?? 0
      fine.set(bucket, (fine.get(bucket) ?? 0) + (part.fine[i + 1] ?? 0))
    }
    part.atOrUnder.forEach((n, edge) => {
      atOrUnder[edge] = (atOrUnder[edge] ?? 0) + n
    })
    count += part.count
    sumUs += part.sumUs
    minUs = Math.min(minUs, part.minUs)
    maxUs = Math.max(maxUs, part.maxUs)
  }
  if (count === 0) return new LatencyHistogram(edgesUs)
  return LatencyHistogram.fromData({
    count,
    sumUs,
    minUs,
    maxUs,
    fine: [...fine].flat(),
    edgesUs,
    atOrUnder,
  })
}
