import type { PhaseRecord, RunInterval, RunRecord } from '../measurement/run-record.ts'
import { durationOf } from '../verdict/judged-load.ts'

/** One phase of the run with what was measured in it. */
export interface PhaseSums {
  readonly phase: PhaseRecord
  readonly intervals: readonly RunInterval[]
  readonly durationMs: number
}

/** The run phase by phase, ramps and warm-ups included: names may repeat, times do not. */
export function phaseSums(record: RunRecord): PhaseSums[] {
  return record.phases.map((phase) => {
    const intervals = record.intervals.filter(
      ({ startMs }) => startMs >= phase.startMs && startMs < phase.endMs,
    )
    return { phase, intervals, durationMs: durationOf(intervals) }
  })
}
