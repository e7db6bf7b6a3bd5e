import type { Scenario } from './scenarios.ts'

/** How a request ended, seen by the target; `left` is a client that gave up. */
export type SeenEnd = 'answered' | 'failed' | 'reset' | 'left'

/** One request as the target saw it: the truth. Milliseconds on the machine's monotonic clock, the same in all processes. */
export interface SeenRequest {
  readonly scenario: Scenario
  /** Which arrival (open model) or journey (closed) it is, from 0. */
  readonly n: number
  readonly receivedMs: number
  readonly endedMs: number
  readonly end: SeenEnd
}

/** What the target tells the process that started it. */
export type FromTarget =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'log'; readonly seen: readonly SeenRequest[] }
