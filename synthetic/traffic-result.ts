import type {
  ColdStart,
  FailureEvidence,
  GeneratorHealth,
  LoadChange,
  PhaseRecord,
  RunEnding,
  RunInterval,
} from '../measurement/run-record.ts'

/** What a run leaves behind of its traffic: the larger part of a RunRecord. */
export interface TrafficResult {
  readonly ending: RunEnding
  /** When the load began, and when the last answer was in; milliseconds since 1970, with fractions. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly plannedDurationMs: number
  readonly phases: readonly PhaseRecord[]
  readonly intervals: readonly RunInterval[]
  readonly generator: GeneratorHealth
  readonly coldStart: ColdStart
  readonly changes: readonly LoadChange[]
  readonly failures: readonly FailureEvidence[]
}

/** The same of a run under way, as it would be had it been interrupted now. */
export interface TrafficSoFar extends TrafficResult {
  /** So many of the first intervals will not change any more. */
  readonly settledIntervals: number
}
