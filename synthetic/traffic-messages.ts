import type { ErrorCode } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import type { FailureEvidence } from '../measurement/run-record.ts'
import type { LoadPlan } from '../workload/load-plan.ts'

/** Where load goes. */
export interface Target {
  /** Where connections go, the host an IP address: `http://127.0.0.1:8080`. */
  readonly origin: string
  /** The name its certificate is for; empty for an IP address. */
  readonly serverName: string
  /** What stands in the Host header. */
  readonly host: string
  /** Path of the base URL, put before every endpoint's. */
  readonly basePath: string
}

/** Everything a worker needs to know; plain data, so it crosses the thread border. */
export interface TrafficOrder {
  readonly contract: Contract
  readonly profileName: string
  readonly seed: number
  readonly worker: { readonly index: number; readonly workers: number }
  readonly target: Target
  readonly connections: number
  readonly feederTexts: Readonly<Record<string, string>>
  /** Texts that no evidence may show. */
  readonly secrets: readonly string[]
  /** Upper bounds of the latency histograms, microseconds. */
  readonly edgesUs: readonly number[]
  readonly liveBuffer: SharedArrayBuffer
}

/** What the coordinator tells a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly startNs: bigint }
  /** The load was changed by hand; sent ahead of its moment, so that all workers change in the same tick. */
  | { readonly kind: 'plan'; readonly plan: LoadPlan; readonly connections: number }
  /** `drain` lets requests under way end; `now` does not. */
  | { readonly kind: 'stop'; readonly mode: StopMode }

export type StopMode = 'drain' | 'now'

/** What a worker tells the coordinator. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'slice'; readonly index: number; readonly buffer: SharedArrayBuffer }
  | { readonly kind: 'evidence'; readonly evidence: FailureEvidence }
  | { readonly kind: 'shortage'; readonly code: string }
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly hint: string | undefined
    }
  | {
      readonly kind: 'done'
      /** When it began nothing more, milliseconds on the run's clock. */
      readonly stoppedMs: number
      /** Answers that autocannon itself counted: the audit of our own count. */
      readonly answers: number
    }
