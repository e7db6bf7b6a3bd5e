import type { ThinkTime } from '../contract/journeys.ts'
import type { Random } from './random.ts'

/** One pause in milliseconds, drawn from the distribution; never negative. */
export function thinkTimeMs(thinkTime: ThinkTime, random: Random): number {
  switch (thinkTime.distribution) {
    case 'none':
      return 0
    case 'constant':
      return thinkTime.durationMs
    case 'uniform':
      return thinkTime.minimumMs + random() * (thinkTime.maximumMs - thinkTime.minimumMs)
    case 'normal':
      return Math.max(0, thinkTime.meanMs + thinkTime.standardDeviationMs * standardNormal(random))
    case 'exponential':
      return -thinkTime.meanMs * Math.log(1 - random())
  }
}

/** Box and Muller 1958; 1 - random keeps the logarithm away from 0. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
