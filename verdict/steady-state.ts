/** Intervals a window holds; its median stands for it. */
const WINDOW = 5
/** Fewer intervals show no steady state to compare a beginning with. */
export const LEAST_INTERVALS = 20
/** Standard deviation of a normal over its median absolute deviation. */
const MAD_TO_SD = 1.4826
/** Standard error of a median over that of a mean. */
const MEDIAN_ERROR = 1.25
/** Bands are at least so wide, in logarithms: 5 %. */
const LEAST_BAND = Math.log(1.05)
/** What is polished away: so much above the rest, in logarithms and in standard errors, so often at most. */
const POLISH = { least: 0.02, errors: 2.5, share: 0.1, times: 8 }

/** How a series came to its steady state. */
export interface SteadyState {
  /** Intervals at the beginning that do not belong to it. */
  readonly dropped: number
  /** False when the beginning takes more than half of the series. */
  readonly reached: boolean
}

/**
 * How many of the first intervals stand above the level of the last half: band and polish of reference/statistics,
 * section 5. A beginning below it is no warm-up but a service that became slower, and is never dropped.
 * @param levels logarithm of a latency in each interval; null where there is none worth reading
 * @param first intervals that are dropped in any case
 */
export function steadyState(levels: readonly (number | null)[], first: number): SteadyState {
  const lastHalf = valuesOf(levels.slice(Math.floor(levels.length / 2)))
  if (levels.length < LEAST_INTERVALS || lastHalf.length < LEAST_INTERVALS / 2) {
    return { dropped: 0, reached: true }
  }
  const middle = median(lastHalf)
  const spread = MAD_TO_SD * median(lastHalf.map((value) => Math.abs(value - middle)))
  const band = Math.max(LEAST_BAND, (3 * MEDIAN_ERROR * spread) / Math.sqrt(WINDOW))
  const from = polished(levels, firstInside(levels, first, middle + band), spread)
  return from > levels.length / 2
    ? { dropped: 0, reached: false }
    : { dropped: from, reached: true }
}

/** Start of the first window that lies under the line together with the next two. */
function firstInside(levels: readonly (number | null)[], first: number, line: number): number {
  const isInside = (start: number): boolean => {
    const window = valuesOf(levels.slice(start, start + WINDOW))
    return window.length === 0 || median(window) <= line
  }
  let start = first
  while (start < levels.length && ![0, 1, 2].every((n) => isInside(start + n * WINDOW))) {
    start += WINDOW
  }
  return start
}

/** Drops the first tenth of what is left as long as it stands clearly above the rest. */
function polished(levels: readonly (number | null)[], from: number, spread: number): number {
  let start = from
  for (let round = 0; round < POLISH.times; round++) {
    const tenth = Math.max(1, Math.round((levels.length - start) * POLISH.share))
    const [head, rest] = [
      valuesOf(levels.slice(start, start + tenth)),
      valuesOf(levels.slice(start + tenth)),
    ]
    if (head.length === 0 || rest.length === 0) return start
    const above = median(head) - median(rest)
    const error = (POLISH.errors * spread) / Math.sqrt(head.length)
    if (above <= Math.max(POLISH.least, error)) return start
    start += tenth
  }
  return start
}

const valuesOf = (levels: readonly (number | null)[]): number[] =>
  levels.filter((level) => level !== null)

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >>> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
