import type { LatencyHistogram } from '../measurement/histogram.ts'
import type { Side } from './objective.ts'
import { BOUND_LEVEL, type ShareEstimate, shareEstimate } from './share-interval.ts'
import type { Interval } from './verdict.ts'

/** Halvings of the search: far below the histogram's own resolution of 1 %. */
const HALVINGS = 20

/** Share of requests slower than a threshold, batch by batch. */
export function slowerThan(
  batches: readonly LatencyHistogram[],
  thresholdUs: number,
): ShareEstimate {
  return shareEstimate(
    batches.map((batch) => ({ hits: batch.countAbove(thresholdUs), total: batch.count })),
  )
}

/** Whether "at most `allowed` of the requests are slower" is proven, refuted, or open. */
export function sideOfShare(estimate: ShareEstimate, allowed: number): Side {
  if (estimate.n > 0 && estimate.high < allowed) return 'within'
  return estimate.low > allowed ? 'beyond' : 'open'
}

/**
 * The verdict's own test turned over: below `low` every line would have failed, above `high` every line would have
 * passed. The contract's own lines go in first, so that the interval can never contradict the outcome.
 */
export function invertedInterval(
  batches: readonly LatencyHistogram[],
  whole: LatencyHistogram,
  quantile: number,
  linesUs: readonly number[],
): Interval {
  const side = (us: number) => sideOfShare(slowerThan(batches, us), 1 - quantile)
  const estimateUs = whole.quantile(quantile)
  const aboveAllUs = whole.maxUs * 1.02 + 1 // past the bucket of the slowest request
  const low = lastWhere((us) => side(us) === 'beyond', 0, estimateUs, linesUs)
  const high = firstWhere((us) => side(us) === 'within', estimateUs, aboveAllUs, linesUs)
  return {
    low: low === null ? null : low / 1000,
    high: high === null ? null : Math.min(high, Math.max(whole.maxUs, ...linesUs)) / 1000,
    level: BOUND_LEVEL,
  }
}

/** Largest value at which `holds`, searched between a value where it does and one where it does not. */
function lastWhere(
  holds: (us: number) => boolean,
  fromUs: number,
  toUs: number,
  hintsUs: readonly number[],
): number | null {
  if (!holds(fromUs)) return null
  let [yes, no] = [fromUs, toUs]
  for (const hint of hintsUs) {
    if (holds(hint)) yes = Math.max(yes, hint)
    else no = Math.min(no, hint)
  }
  for (let i = 0; i < HALVINGS && yes < no; i++) {
    const middle = (yes + no) / 2
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}

/** Smallest value at which `holds`; null where it holds nowhere. */
function firstWhere(
  holds: (us: number) => boolean,
  fromUs: number,
  toUs: number,
  hintsUs: readonly number[],
): number | null {
  if (!holds(toUs)) return null
  let [no, yes] = [fromUs, toUs]
  for (const hint of hintsUs) {
    if (holds(hint)) yes = Math.min(yes, hint)
    else no = Math.max(no, hint)
  }
  for (let i = 0; i < HALVINGS && no < yes; i++) {
    const middle = (yes + no) / 2
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}
