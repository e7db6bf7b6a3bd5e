import type { LoadCommand } from '../contract/load-command.ts'
import type { Contract } from '../contract/schema.ts'
import type { HistogramData } from './histogram-data.ts'
import type { Outcome } from './outcomes.ts'

/** How a run came to its end. */
export type RunEnding = 'completed' | 'interrupted' | 'crashed'

/** What one endpoint did in one interval. */
export interface EndpointInterval {
  /** Latency from the intended start (open model) or the send (closed model), bad requests included, microseconds. */
  readonly latency: HistogramData
  /** Latency from the send, microseconds: what omission would hide is the difference. Open model only. */
  readonly serviceTime?: HistogramData
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
}

/** One slice of the run; slices never straddle a phase. All times in milliseconds from the run's start. */
export interface RunInterval {
  readonly startMs: number
  readonly durationMs: number
  readonly phase: string
  /** Virtual users active at the end of the slice. */
  readonly users: number
  /** Arrivals (open) or sends (closed) that were due in the slice. */
  readonly offered: number
  /** Of those, the ones that were sent or became a bad outcome of the target's making. */
  readonly delivered: number
  readonly endpoints: Readonly<Record<string, EndpointInterval>>
  /** What users did before their first journey and when they went: in no objective of the endpoints. */
  readonly setup?: Readonly<Record<string, EndpointInterval>>
  readonly teardown?: Readonly<Record<string, EndpointInterval>>
}

export interface PhaseRecord {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** True while the load level changes: such phases are drawn but not judged. */
  readonly ramp: boolean
  /** Level at the end of the phase. */
  readonly users?: number
  readonly ratePerSecond?: number
  /** Somebody chose it during the run: drawn but not judged, and therefore a ramp too. */
  readonly byHand?: 'level' | 'pause'
}

/** What somebody did to the load while it was sent, and the moment from which on it held. */
export type LoadChange = LoadCommand & {
  readonly atMs: number
  readonly by: 'keys' | 'api'
}

/** What says whether the generator itself was fit to measure. */
export interface GeneratorHealth {
  readonly workers: number
  readonly connections: number
  readonly offered: number
  readonly delivered: number
  /** Arrivals that WE lost: never scheduled or lost by a worker. */
  readonly dropped: number
  /** When the pacer woke minus the intended start, microseconds. */
  readonly scheduleLag: HistogramData
  readonly eventLoopDelayP99Ms: number
  /** Share of CPU time stolen by the hypervisor over the run; absent where the host does not tell. */
  readonly cpuStealRatio?: number
  /** Pressure-stall share (PSI cpu some avg60) at the end; absent where the kernel does not tell. */
  readonly cpuPressureRatio?: number
  readonly lostWorkers: number
  /** What each lost worker died of. */
  readonly losses?: readonly string[]
  /** What this machine had no more of when requests were lost: system errors as EMFILE. */
  readonly shortages?: readonly string[]
}

/** Where the time of a failed request went, milliseconds; what is not known is absent. */
export interface FailureTiming {
  /** From the intended start to the send: our lag, and the wait for a connection. */
  readonly waitMs: number
  /** What its connection took to open, whenever that was. */
  readonly connectMs?: number
  /** From the send to the end of the answer, or to the failure. Absent when nothing was sent. */
  readonly answerMs?: number
}

/** The first request that an endpoint got: what a cold start costs. It is among the latencies, too. */
export interface FirstRequest {
  readonly endpoint: string
  /** When it was sent, milliseconds from the run's start. */
  readonly atMs: number
  /** What it waited for its connection to open; absent when it went over one that was open. */
  readonly connectMs?: number
  /** From the send to the end of the answer. */
  readonly requestMs: number
  readonly outcome: Outcome
}

/** Cold start, apart from the latencies. */
export interface ColdStart {
  /** At most one an endpoint, in the order of the contract. */
  readonly firsts: readonly FirstRequest[]
  /** What connections took to open (name lookup aside, TLS included), microseconds. */
  readonly connectTime: HistogramData
}

/** Kept proof of a failed request; secrets removed before it gets here. */
export interface FailureEvidence {
  readonly atMs: number
  readonly endpoint: string
  readonly outcome: Outcome
  readonly latencyMs: number
  readonly timing?: FailureTiming
  readonly request: string
  readonly status?: number
  readonly responseHead?: string
  readonly cause: string
}

/** One resource over the run, read from Prometheus: the verdict's and the report's common source. */
export interface ResourceSeries {
  /** Key of `resources` in the contract, e.g. `memory`. */
  readonly resource: string
  readonly query: string
  /** [milliseconds from the run's start, value in the limit's unit]; a gap is a missing sample. */
  readonly samples: readonly (readonly [number, number])[]
  /** Why there are no samples, in words. */
  readonly missing?: string
}

/** Answers of the health path and the presence of the service's series, before and after the load. */
export interface Preflight {
  readonly healthBefore: {
    readonly status?: number
    readonly error?: string
    readonly latencyMs?: number
  }
  readonly healthAfter?: {
    readonly status?: number
    readonly error?: string
    readonly latencyMs?: number
  }
  /** Series the contract's dialect promises and whether Prometheus had samples in the run's window. */
  readonly series?: readonly { readonly name: string; readonly samples: number }[]
  /** Why the series could not be asked for (no Prometheus given ...). */
  readonly seriesUnknown?: string
}

/** Everything a run leaves behind. Verdicts, reports and comparisons are functions of this and nothing else. */
export interface RunRecord {
  readonly version: 1
  /** `peak-2026-01-17-140200`: profile and start, UTC. */
  readonly id: string
  /** Value of the `run` label. */
  readonly label: string
  readonly profile: string
  readonly contract: Contract
  /** First 7 hex digits of the SHA-256 of the contract. */
  readonly contractDigest: string
  readonly target: string
  readonly seed: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string
  readonly plannedDurationMs: number
  /** Fraction of its time that the profile was given; absent for the whole. `contract` holds what was sent. */
  readonly timeScale?: number
  readonly ending: RunEnding
  readonly phases: readonly PhaseRecord[]
  readonly intervals: readonly RunInterval[]
  readonly generator: GeneratorHealth
  /** Absent in records of versions that did not measure it. */
  readonly coldStart?: ColdStart
  /** What was done to the load by hand, in order; absent for a run that nobody touched. */
  readonly changes?: readonly LoadChange[]
  readonly failures: readonly FailureEvidence[]
  readonly preflight: Preflight
  readonly resources: readonly ResourceSeries[]
  /** Names and versions worth knowing later: node, plimsoll, host cores. */
  readonly environment: Readonly<Record<string, string>>
}
