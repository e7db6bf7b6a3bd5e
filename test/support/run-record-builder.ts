import type { Contract } from '../../contract/schema.ts'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import type { Outcome } from '../../measurement/outcomes.ts'
import type {
  EndpointInterval,
  PhaseRecord,
  ResourceSeries,
  RunInterval,
  RunRecord,
} from '../../measurement/run-record.ts'
import { bucketEdges } from '../../series/bucket-edges.ts'
import { aContract } from './builders.ts'

/** What one endpoint did in one second of a made-up run; `outcomes` defaults to all ok. */
export interface SecondOfTraffic {
  readonly latenciesMs: readonly number[]
  readonly outcomes?: Partial<Record<Outcome, number>>
}

/** What a test says about its run; everything else is a plain, valid run. */
export interface RunRecordOptions {
  readonly contract?: Contract
  readonly profile?: string
  readonly phases?: readonly PhaseRecord[]
  readonly traffic?: (endpoint: string, second: number, phase: PhaseRecord) => SecondOfTraffic
  /** Schedule lags in milliseconds. */
  readonly lagsMs?: readonly number[]
  readonly record?: Partial<RunRecord>
}

const EVEN: SecondOfTraffic = { latenciesMs: Array.from({ length: 10 }, (_, i) => 20 + i) }

/** A steady minute at the profile's level. */
export function aHold(seconds = 60, overrides: Partial<PhaseRecord> = {}): PhaseRecord {
  const level = { users: 10, ratePerSecond: 100 }
  return { name: 'hold', startMs: 0, endMs: seconds * 1000, ramp: false, ...level, ...overrides }
}

/** A histogram with the contract's edges. */
export function aHistogram(latenciesMs: readonly number[], edgesUs: readonly number[] = []) {
  const histogram = new LatencyHistogram(edgesUs)
  for (const ms of latenciesMs) histogram.record(ms * 1000)
  return histogram.toData()
}

/** A run in slices of one second; by default 10 requests a second of 20 to 29 ms for a minute, all well. */
export function aRunRecord(options: RunRecordOptions = {}): RunRecord {
  const contract = options.contract ?? aContract()
  const phases = options.phases ?? [aHold()]
  const traffic = options.traffic ?? (() => EVEN)
  const edgesUs = bucketEdges(contract).seconds.map((seconds) => Math.round(seconds * 1_000_000))
  const intervals = phases.flatMap((phase) => slices(phase, contract, edgesUs, traffic))
  const sent = intervals.reduce((sum, { offered }) => sum + offered, 0)
  const plannedDurationMs = Math.max(...phases.map(({ endMs }) => endMs))
  return {
    version: 1,
    id: 'load-2026-01-17-140200',
    label: 'load-2026-01-17-140200',
    profile: options.profile ?? 'load',
    contract,
    contractDigest: 'a41f9c2',
    target: 'http://127.0.0.1:3000',
    seed: 20260117,
    startedAt: '2026-01-17T14:02:00.000Z',
    endedAt: '2026-01-17T14:10:00.000Z',
    plannedDurationMs,
    ending: 'completed',
    phases,
    intervals,
    generator: {
      workers: 1,
      connections: 32,
      offered: sent,
      delivered: sent,
      dropped: 0,
      scheduleLag: aHistogram(options.lagsMs ?? Array.from({ length: 200 }, () => 0.4)),
      eventLoopDelayP99Ms: 2.1,
      lostWorkers: 0,
    },
    failures: [],
    preflight: {
      healthBefore: { status: 200, latencyMs: 3 },
      healthAfter: { status: 200, latencyMs: 4 },
      series: [{ name: 'http_server_request_duration_seconds', samples: 12 }],
    },
    resources: [],
    environment: { node: '24.11.1', plimsoll: '0.1.0', cores: '2' },
    ...options.record,
  }
}

function slices(
  phase: PhaseRecord,
  contract: Contract,
  edgesUs: readonly number[],
  traffic: NonNullable<RunRecordOptions['traffic']>,
): RunInterval[] {
  const [from, to] = [phase.startMs / 1000, phase.endMs / 1000]
  return Array.from({ length: Math.round(to - from) }, (_, i) => {
    const second = from + i
    const endpoints = Object.fromEntries(
      contract.endpoints.map(({ name }) => [
        name,
        endpointSecond(traffic(name, second, phase), edgesUs),
      ]),
    )
    const offered = Object.values(endpoints).reduce((sum, { latency }) => sum + latency.count, 0)
    return {
      startMs: second * 1000,
      durationMs: 1000,
      phase: phase.name,
      users: phase.users ?? 0,
      offered,
      delivered: offered,
      endpoints,
    }
  })
}

function endpointSecond(second: SecondOfTraffic, edgesUs: readonly number[]): EndpointInterval {
  const { latenciesMs, outcomes = { ok: latenciesMs.length } } = second
  return { latency: aHistogram(latenciesMs, edgesUs), outcomes }
}

/** A resource sampled every five seconds. */
export function aResource(
  resource: string,
  values: readonly number[],
  overrides: Partial<ResourceSeries> = {},
): ResourceSeries {
  const samples = values.map((value, i) => [i * 5000, value] as const)
  return { resource, query: `query of ${resource}`, samples, ...overrides }
}
