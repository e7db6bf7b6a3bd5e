/** The median of differences measured in pairs, with its 95 % interval. */
export interface PairedMedian {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Order statistics of the sign test (Conover, Practical Nonparametric Statistics, 3.2): no shape is assumed. */
export function pairedMedian(differences: readonly number[]): PairedMedian {
  const sorted = [...differences].sort((a, b) => a - b)
  const n = sorted.length
  const rank = Math.max(0, Math.floor(n / 2 - (1.96 * Math.sqrt(n)) / 2))
  const at = (i: number): number => sorted[Math.min(Math.max(i, 0), n - 1)] ?? Number.NaN
  return { median: quantile(sorted, 0.5), low: at(rank), high: at(n - 1 - rank) }
}

/** Of sorted values, by nearest rank; the mean of both middles for an even median. */
export function quantile(sorted: readonly number[], q: number): number {
  const n = sorted.length
  if (q === 0.5 && n % 2 === 0) return ((sorted[n / 2 - 1] ?? 0) + (sorted[n / 2] ?? 0)) / 2
  return sorted[Math.max(0, Math.ceil(q * n) - 1)] ?? Number.NaN
}
