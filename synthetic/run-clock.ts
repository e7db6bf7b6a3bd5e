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
      offsetMs = Number(process.hrtime.bigint() - startNs) / 1e6 - performance.now()
    },
  }
}
