/**
 * How many of `total` the worker `index` of `workers` gets: shares differ by at most one and add up to the total
 * (largest remainder of equal weights). Arrivals need no rounding: worker i takes the arrivals n with n mod workers = i.
 */
export function shareOf(total: number, index: number, workers: number): number {
  return Math.floor((total + workers - 1 - index) / workers)
}
