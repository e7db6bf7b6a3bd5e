/** Milliseconds since the start of the run; all threads of a run read the same. */
export type RunClock = () => number

/**
 * A clock that stands before the start until it is told when that is, by the machine's monotonic clock:
 * performance.now() counts from another moment in every thread, hrtime does not.
 */
export function runClock(): {
  readonly now: RunClock
  readonly startAt: (startNs: bigint) => void
} {
  let offsetMs = Number.NEGATIVE_INFINITY
  return {
    now: () => performance.now() + offsetMs,
    startAt: (startNs) => {
      offsetMs = monotonicOffsetMs() - Number(startNs) / 1e6
    },
  }
}

/** Enough that one pair is read without anything between; the very first may load performance itself (11 ms seen). */
const READINGS = 5

/**
 * What is added to `performance.now()` of this thread for the machine's monotonic clock, milliseconds. Two clocks
 * cannot be read at the same time: of several pairs the one read closest together counts.
 */
export function monotonicOffsetMs(): number {
  let closestMs = Number.POSITIVE_INFINITY
  let offsetMs = 0
  for (let reading = 0; reading < READINGS; reading++) {
    const beforeMs = performance.now()
    const ns = process.hrtime.bigint()
    const afterMs = performance.now()
    if (afterMs - beforeMs >= closestMs) continue
    closestMs = afterMs - beforeMs
    offsetMs = Number(ns) / 1e6 - (beforeMs + afterMs) / 2
  }
  return offsetMs
}
