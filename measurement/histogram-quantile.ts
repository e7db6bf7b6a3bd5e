import type { HistogramData } from './histogram-data.ts'
import { bucketValueUs } from './log-linear.ts'

/** A quantile straight from sparse counts, microseconds; NaN when there are none. Cheap enough for every slice of a day. */
export function quantileOfData({ count, fine, minUs, maxUs }: HistogramData, q: number): number {
  if (count === 0) return Number.NaN
  let left = Math.max(1, Math.ceil(q * count))
  for (let i = 0; i < fine.length; i += 2) {
    left -= fine[i + 1] ?? 0
    if (left <= 0) return Math.min(maxUs, Math.max(minUs, bucketValueUs(fine[i] ?? 0)))
  }
  return maxUs
}
