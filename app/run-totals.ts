import type { RunRecord } from '../measurement/run-record.ts'

/** Requests and bad requests over the whole run, ramps included. */
export function runTotals({ intervals }: Pick<RunRecord, 'intervals'>): {
  readonly requests: number
  readonly errors: number
} {
  let requests = 0
  let errors = 0
  for (const { outcomes } of intervals.flatMap((interval) => Object.values(interval.endpoints))) {
    for (const [outcome, count] of Object.entries(outcomes)) {
      requests += count
      if (outcome !== 'ok') errors += count
    }
  }
  return { requests, errors }
}
