/** The middle of several measurements and how far they lie apart. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Median and range; few rounds support nothing finer. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2
  return { median, low: at(0), high: at(sorted.length - 1) }
}

/** Spread of one measurement over another of the same round: what both had in common, such as a noisy machine, goes. */
export function pairedRatio(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((value, i) => value / (below[i] ?? Number.NaN)))
}
