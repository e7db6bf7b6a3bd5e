import type { LoadPlan } from '../workload/load-plan.ts'
import type { Exchange } from './exchange.ts'
import type { Journeys } from './journeys.ts'
import type { LiveCounts } from './live-counts.ts'
import type { RunClock } from './run-clock.ts'
import type { SliceBook } from './slice-book.ts'
import type { VirtualUser } from './virtual-user.ts'

/** What both models of load work with. */
export interface LoadModelOptions {
  readonly plan: LoadPlan
  readonly worker: { readonly index: number; readonly workers: number }
  readonly journeys: Journeys
  readonly exchange: Exchange
  readonly live: LiveCounts
  readonly slices: SliceBook
  readonly now: RunClock
  readonly seed: number
  /** The pacer must wake by then. */
  readonly wakeBy: (dueMs: number) => void
}

/** Decides who sends what when: closed (users) or open (arrivals). */
export interface LoadModel {
  readonly tick: (wakeMs: number, scheduledMs: number) => void
  /** When somebody is to begin, go on or leave next, on the run's clock, as far as it lies within so many milliseconds. */
  readonly nextMs: (withinMs: number) => number
  /** A user's request has ended now. */
  readonly ended: (user: VirtualUser, ok: boolean, atMs: number) => void
  /** The load was changed: another plan, the same until now. */
  readonly follow: (plan: LoadPlan) => void
  /** Begins nothing more; what is under way goes on to its end. */
  readonly stop: () => void
  /** Users or journeys under way. */
  readonly users: number
  /** Nothing is left to begin. */
  readonly exhausted: boolean
}
