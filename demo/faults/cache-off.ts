import { type Fault, fault } from './fault.ts'
import { numberParam } from './fault-params.ts'

/** A cache that forgets: look-ups find nothing, answers are stored as ever. */
export interface CacheOff {
  readonly fault: Fault
  /** Whether this look-up finds nothing. */
  readonly forgets: () => boolean
}

export function cacheOffFault(random: () => number): CacheOff {
  let ratio = 0
  let forgottenLookups = 0
  return {
    fault: fault<{ ratio: number }>({
      name: 'cache-off',
      rules: { ratio: numberParam(0, 1, 1) },
      start: (params) => {
        forgottenLookups = 0
        ratio = params.ratio
      },
      stop: () => {
        ratio = 0
      },
      state: () => ({ forgottenLookups }),
    }),
    forgets: () => {
      const forgets = random() < ratio
      if (forgets) forgottenLookups += 1
      return forgets
    },
  }
}
