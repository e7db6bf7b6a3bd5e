import { type Bounds, batchZ } from './share-interval.ts'

/** The mean of a few batch means with one-sided 95 % bounds by Student's t; no bounds from one batch. */
export function meanEstimate(batchMeans: readonly number[]): Bounds & { readonly mean: number } {
  const count = batchMeans.length
  const mean = batchMeans.reduce((sum, x) => sum + x, 0) / Math.max(1, count)
  if (count < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const variance = batchMeans.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1)
  const half = batchZ(count) * Math.sqrt(variance / count)
  return { mean, low: mean - half, high: mean + half }
}
