import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import tQuantile from '@stdlib/stats-base-dists-t-quantile'

/** Confidence of every one-sided bound a verdict rests on (reference: nominal 5 % false PASS, 5 % false FAIL). */
export const BOUND_LEVEL = 0.95

export interface Bounds {
  readonly low: number
  readonly high: number
}

/** Wilson's score interval of a share; `z` is the number of standard errors (Wilson 1927). */
export function wilson(share: number, n: number, z: number): Bounds {
  const scale = 1 + (z * z) / n
  const middle = (share + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** The exact interval of a share by the binomial distribution; `tail` is the error probability of each side (Clopper and Pearson 1934). */
export function clopperPearson(hits: number, n: number, tail: number): Bounds {
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, n - hits + 1),
    high: hits >= n ? 1 : betaQuantile(1 - tail, hits + 1, n - hits),
  }
}

/** Requests without a single hit that prove a share below `share`: 59 for P95, 299 for P99. */
export function cleanSampleFor(share: number, level: number = BOUND_LEVEL): number {
  return Math.ceil(Math.log(1 - level) / Math.log(1 - share))
}

/** Hits among the requests of one batch of the hold. */
export interface Batch {
  readonly hits: number
  readonly total: number
}

/** A share with bounds that allow for correlation between neighbouring requests. */
export interface ShareEstimate extends Bounds {
  readonly share: number
  readonly hits: number
  readonly n: number
  /** How many times larger the variance is than that of independent requests; at least 1. */
  readonly designEffect: number
  readonly effectiveN: number
}

/** How much clustering inflates the variance of a share (reference/statistics, section 6: ratio estimator over batches). */
function designEffectOf(batches: readonly Batch[], hits: number, n: number): number {
  const share = hits / n
  if (batches.length < 2 || hits === 0 || hits === n) return 1
  const squares = batches.reduce((sum, b) => sum + (b.hits - share * b.total) ** 2, 0)
  const variance = (batches.length / (batches.length - 1)) * (squares / (n * n))
  return Math.max(1, (variance * n) / (share * (1 - share)))
}

/** z of one side at BOUND_LEVEL for so many batches: t(0.95, 11) with the usual 12. */
export function batchZ(batches: number): number {
  return tQuantile(BOUND_LEVEL, batches - 1)
}

/** The verdict's one estimate of a share: Wilson on the effective n, Clopper-Pearson at its ends, nothing from one batch. */
export function shareEstimate(batches: readonly Batch[]): ShareEstimate {
  const full = batches.filter((b) => b.total > 0)
  const n = full.reduce((sum, b) => sum + b.total, 0)
  const hits = full.reduce((sum, b) => sum + b.hits, 0)
  if (n === 0) return { share: 0, hits, n, designEffect: 1, effectiveN: 0, low: 0, high: 1 }
  const designEffect = designEffectOf(full, hits, n)
  const effectiveN = n / designEffect
  const share = hits / n
  return { share, hits, n, designEffect, effectiveN, ...bounds(share, effectiveN, full.length) }
}

function bounds(share: number, effectiveN: number, batches: number): Bounds {
  if (share === 0) return clopperPearson(0, effectiveN, 1 - BOUND_LEVEL)
  if (share === 1) return clopperPearson(effectiveN, effectiveN, 1 - BOUND_LEVEL)
  if (batches < 2) return { low: 0, high: 1 }
  return wilson(share, effectiveN, batchZ(batches))
}
