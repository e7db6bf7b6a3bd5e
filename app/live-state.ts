import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import type { SoFarRow } from '../verdict/so-far-row.ts'

/** What everybody who watches a run sees: the numbers now and how they stand against the contract. */
export interface LiveState {
  readonly snapshot: RunSnapshot
  readonly rows: readonly SoFarRow[]
}

/** One moment of a run, small enough to keep all of them: what live charts are drawn from. */
export interface LivePoint {
  readonly elapsedMs: number
  readonly users: number
  readonly offeredPerSecond: number
  readonly deliveredPerSecond: number
  readonly errorRatio: number
  /** Endpoint -> P50, P95, P99 in milliseconds; null while nothing was measured. */
  readonly latencyMs: Readonly<Record<string, readonly (number | null)[]>>
}

/** The point of a snapshot. */
export function livePoint(snapshot: RunSnapshot): LivePoint {
  const { elapsedMs, users, offeredPerSecond, deliveredPerSecond, errorRatio, endpoints } = snapshot
  const latencyMs = Object.fromEntries(
    endpoints.map(({ endpoint, p50Ms, p95Ms, p99Ms }) => [endpoint, [p50Ms, p95Ms, p99Ms]]),
  )
  return { elapsedMs, users, offeredPerSecond, deliveredPerSecond, errorRatio, latencyMs }
}
