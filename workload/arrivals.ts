import { areaOf, type LoadPlan, levelSeconds } from './load-plan.ts'
import { seededRandom } from './random.ts'

/**
 * Arrivals of the open model lie at marks along the integral of the rate. Uniform ones lie at n + 1/2, so a second at
 * 400/s holds exactly 400, none of them on its border, and nothing is ever rounded away. Poisson ones lie at the sums of
 * exponential gaps of mean 1: as a process that is changed in time by its own integral (Çınlar 1975, section 4.7), so
 * that ramps are Poisson too, and the plan's count is what is to be expected.
 */
const HALF = 0.5

/** Sums of products of decimal rates carry an error of some 1e-12: an arrival on the border must not flicker. */
const SLACK = 1e-9

/** A worker's place among all, by which it takes the arrivals n with n mod workers = index. */
interface Place {
  readonly index: number
  readonly workers: number
}

/** Gives the marks of one worker's arrivals, one after the other. Every worker draws the same gaps from the seed. */
export function arrivalMarks(
  { arrivals }: Pick<LoadPlan, 'arrivals'>,
  { index, workers }: Place,
  seed: number,
): () => number {
  if (arrivals === 'uniform') {
    let n = index - workers
    return () => {
      n += workers
      return n + HALF
    }
  }
  const random = seededRandom(seed)
  let mark = 0
  let skip = index + 1
  return () => {
    for (; skip > 0; skip--) mark -= Math.log(1 - random())
    skip = workers
    return mark
  }
}

/** How many arrivals are due up to this moment; of Poisson arrivals, how many are to be expected. */
export function arrivalsDue(plan: LoadPlan, atMs: number): number {
  return count(levelSeconds(plan, atMs))
}

/** When the integral of the rate reaches this mark, milliseconds from the start; Infinity when the plan ends before. */
export function markMs(plan: LoadPlan, mark: number): number {
  for (const segment of plan.segments) {
    const seconds = (segment.endMs - segment.startMs) / 1000
    const area = areaOf(segment)
    const wanted = mark - segment.arrivalsBefore
    if (wanted > area + SLACK || area === 0) continue
    const slope = (segment.to - segment.from) / seconds
    return segment.startMs + 1000 * timeOfArea(segment.from, slope, Math.min(wanted, area))
  }
  return Number.POSITIVE_INFINITY
}

/** Solves from x t + slope x t^2 / 2 = area for t, in the form that does not cancel (Numerical Recipes 5.6). */
function timeOfArea(from: number, slope: number, area: number): number {
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * area))
  return (2 * area) / (from + root)
}

function count(integral: number): number {
  return Math.floor(integral + HALF + SLACK)
}
