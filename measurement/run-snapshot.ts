import type { PhaseRecord } from './run-record.ts'

/** What a running run looks like now: terminal, console and API show the same object. */
export interface RunSnapshot {
  readonly runId: string
  readonly profile: string
  readonly service: string
  readonly state: 'starting' | 'running' | 'stopping' | 'ended'
  readonly elapsedMs: number
  readonly plannedMs: number
  readonly phase: string
  readonly phases: readonly Pick<PhaseRecord, 'name' | 'startMs' | 'endMs' | 'ramp' | 'byHand'>[]
  readonly model: 'closed' | 'open'
  /** Users, or arrivals a second, that the plan asks for now. */
  readonly level: number
  /** The present phase was chosen by hand: a level, or a pause. */
  readonly byHand?: PhaseRecord['byHand']
  readonly users: number
  /** Arrivals a second the plan asks for now; closed model: requests a second sent. */
  readonly offeredPerSecond: number
  readonly deliveredPerSecond: number
  readonly inFlight: number
  readonly connections: number
  readonly requests: number
  readonly errors: number
  /** Bad share over the window. */
  readonly errorRatio: number
  readonly scheduleLagP99Ms: number
  /** Everything windowed covers this long, milliseconds (10 s, or less at the start). */
  readonly windowMs: number
  readonly endpoints: readonly EndpointSnapshot[]
}

export interface EndpointSnapshot {
  readonly endpoint: string
  readonly method: string
  readonly path: string
  readonly perSecond: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  /** P95 target in milliseconds, if the contract has one. */
  readonly p95TargetMs?: number
  /** Fail line of P95 in milliseconds. */
  readonly p95FailMs?: number
  readonly windowRequests: number
  readonly windowErrors: number
  readonly requests: number
  readonly errors: number
}
