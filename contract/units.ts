/** Milliseconds to seconds, rounded to the microsecond so that thresholds print as people write them. */
export function msToSeconds(ms: number): number {
  return Math.round(ms * 1000) / 1_000_000
}

/** Seconds to milliseconds, rounded to the nanosecond. */
export function secondsToMs(seconds: number): number {
  return Math.round(seconds * 1_000_000_000) / 1_000_000
}

/** One mebibyte, in bytes: what people mean by a 512 MB container limit. */
export const MEBIBYTE = 1_048_576
