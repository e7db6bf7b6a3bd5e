import type { Judgement } from '../contract/profiles.ts'
import type { RunEnding } from '../measurement/run-record.ts'
import type { WarmUp } from './warm-up.ts'

/** What an objective can come to; `not-judged` never counts for or against the run. */
export type ObjectiveOutcome = 'pass' | 'warn' | 'fail' | 'undecided' | 'not-judged'

/** What a run can come to, worst first; the worst that applies is the run's. */
export const RUN_OUTCOMES = ['invalid', 'fail', 'undecided', 'warn', 'pass'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

/** Units of values and limits. Ratios are shares of 1; reports print them as percent. */
export type Unit = 'ms' | 'ratio' | 'per-second' | 'count' | 'bytes' | 'bytes-per-second'

/** Both ends are one-sided bounds of the verdict's own test; null = the samples give no bound on that side. */
export interface Interval {
  readonly low: number | null
  readonly high: number | null
  /** Confidence of each bound, e.g. 0.95. */
  readonly level: number
}

/** One promise of the contract, measured and judged. */
export interface Objective {
  /** Stable key: `latency.list-agents.p95`, `error-ratio.hold`, `throughput`, `resource.memory`, `checks`. */
  readonly id: string
  readonly kind: Judgement
  /** As people say it: `P95 GET /agents`. */
  readonly title: string
  /** Endpoint name or resource key this is about. */
  readonly subject: string | null
  /** Where it was measured, in words: `hold`, `maximum, hold`. */
  readonly scope: string
  /** Path of the contract field the lines come from. */
  readonly field: string
  readonly unit: Unit
  /** `at-most`: smaller is better (latency). `at-least`: larger is better (throughput). */
  readonly direction: 'at-most' | 'at-least'
  readonly outcome: ObjectiveOutcome
  readonly value: number | null
  readonly interval: Interval | null
  /** Value is the whole truth of the run (a maximum, a count): there is no interval to print. */
  readonly exact: boolean
  /** Beyond this the objective warns. Null where there is no number to hold (health). */
  readonly warnLine: number | null
  /** Beyond this the objective fails: the contract line of every chart. */
  readonly failLine: number | null
  /** Room left as a share of the fail line; negative = over it. Null without value or line. */
  readonly room: number | null
  readonly samples: number
  readonly sampleUnit: 'requests' | 'samples' | 'batches' | 'answers' | 'series'
  /** Samples after correction for correlation (n / design effect). */
  readonly effectiveSamples: number | null
  /** Why it is undecided, failed in words, or not judged. */
  readonly reason: string | null
  /** What would settle an undecided or not judged objective. */
  readonly settle: string | null
  readonly notes: readonly string[]
}

/** What was looked at: phases at a steady level, after the warm-up. */
export interface JudgedScope {
  readonly phases: readonly string[]
  readonly durationMs: number
  readonly requests: number
  readonly warmUp: WarmUp
}

/** Whether WE measured well enough to say anything about the service (DESIGN.md section 6). */
export interface Validity {
  /** Any entry makes the run INVALID. */
  readonly reasons: readonly string[]
  /** Worth knowing, changes no outcome. */
  readonly warnings: readonly string[]
}

/** The judgement of one run: versioned and JSON-safe, so that stores, reports and comparisons can keep it. */
export interface Verdict {
  readonly version: 1
  readonly runId: string
  readonly profile: string
  readonly service: string
  readonly contractDigest: string
  readonly ending: RunEnding
  readonly outcome: RunOutcome
  /** `FAIL: 2 of 14 objectives. P95 of GET /agents is 319 ms, the contract allows 250 ms (...)`. */
  readonly sentence: string
  /** A thing to do next, where there is one. */
  readonly hint: string | null
  readonly counts: Readonly<Record<ObjectiveOutcome, number>>
  readonly judged: JudgedScope
  /** Trouble first: by outcome, then by room left. */
  readonly objectives: readonly Objective[]
  readonly validity: Validity
  readonly notes: readonly string[]
}
