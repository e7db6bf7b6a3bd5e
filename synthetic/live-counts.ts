import { LatencyHistogram } from '../measurement/histogram.ts'
import { OUTCOMES, type Outcome, outcomeIndex } from '../measurement/outcomes.ts'
import { FirstRequests } from './first-requests.ts'

/** Numbers of one worker that stand beside its histograms. */
const NUMBERS = [
  'users', // active now
  'connections', // open or connecting now
  'inFlight', // requests sent and not answered
  'offered', // arrivals (open) or sends (closed) that were due, so far
  'delivered', // of those, sent or bad by the target's making
  'sent', // requests sent so far
  'journeys', // journeys begun so far
  'eventLoopDelayP99Ms',
  'peakConnections',
  'aliveMs', // when the worker last woke, on the run's clock
] as const
export type LiveNumber = (typeof NUMBERS)[number]

const INDEX_OF = Object.fromEntries(NUMBERS.map((name, i) => [name, i])) as Record<
  LiveNumber,
  number
>

/** Edges of the schedule-lag series in seconds: 10 ms is where a run stops being fit to judge (DESIGN.md section 6). */
export const LAG_EDGES_SECONDS: readonly number[] = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1,
]

export interface LiveShape {
  readonly endpoints: number
  readonly edgesUs: readonly number[]
}

/**
 * What one worker has counted since the start of the run, by the time of completion, in memory that the coordinator
 * reads at any time: the source of the live view and of the exported series.
 */
export class LiveCounts {
  readonly buffer: SharedArrayBuffer
  readonly scheduleLag: LatencyHistogram
  /** What connections took to open. */
  readonly connectTime: LatencyHistogram
  readonly firsts: FirstRequests
  readonly #numbers: Float64Array
  readonly #edgeCounts: Float64Array
  readonly #sums: Float64Array
  readonly #latency: LatencyHistogram[]
  readonly #edges: readonly number[]

  constructor(shape: LiveShape, buffer?: SharedArrayBuffer) {
    const pairs = shape.endpoints * OUTCOMES.length
    const buckets = shape.edgesUs.length + 1
    const lagBytes = LatencyHistogram.byteLength(LAG_EDGES_SECONDS.length)
    const histogramBytes = LatencyHistogram.byteLength(shape.edgesUs.length)
    const sumsAt = NUMBERS.length * 8
    const edgeCountsAt = sumsAt + pairs * 8
    const lagAt = edgeCountsAt + pairs * buckets * 8
    const connectAt = lagAt + lagBytes
    const firstsAt = connectAt + LatencyHistogram.byteLength(0)
    const latencyAt = firstsAt + FirstRequests.byteLength(shape.endpoints)
    this.buffer = buffer ?? new SharedArrayBuffer(latencyAt + shape.endpoints * histogramBytes)
    this.#edges = shape.edgesUs
    this.#numbers = new Float64Array(this.buffer, 0, NUMBERS.length)
    this.#sums = new Float64Array(this.buffer, sumsAt, pairs)
    this.#edgeCounts = new Float64Array(this.buffer, edgeCountsAt, pairs * buckets)
    const lagEdgesUs = LAG_EDGES_SECONDS.map((seconds) => seconds * 1_000_000)
    this.scheduleLag = new LatencyHistogram(lagEdgesUs, this.buffer, lagAt)
    this.connectTime = new LatencyHistogram([], this.buffer, connectAt)
    this.firsts = new FirstRequests(shape.endpoints, this.buffer, firstsAt)
    this.#latency = Array.from(
      { length: shape.endpoints },
      (_, i) => new LatencyHistogram(shape.edgesUs, this.buffer, latencyAt + i * histogramBytes),
    )
  }

  get(name: LiveNumber): number {
    return this.#numbers[INDEX_OF[name]] ?? 0
  }

  set(name: LiveNumber, value: number): void {
    this.#numbers[INDEX_OF[name]] = value
  }

  add(name: LiveNumber, by: number): void {
    const index = INDEX_OF[name]
    this.#numbers[index] = (this.#numbers[index] ?? 0) + by
  }

  record(endpoint: number, outcome: Outcome, latencyUs: number): void {
    const pair = endpoint * OUTCOMES.length + outcomeIndex(outcome)
    const edge = this.#latency[endpoint]?.record(latencyUs) ?? 0
    const bucket = pair * (this.#edges.length + 1) + edge
    this.#edgeCounts[bucket] = (this.#edgeCounts[bucket] ?? 0) + 1
    this.#sums[pair] = (this.#sums[pair] ?? 0) + latencyUs
  }

  /** Latencies of one endpoint since the start, all outcomes. */
  latency(endpoint: number): LatencyHistogram | undefined {
    return this.#latency[endpoint]
  }

  /** How many requests of one endpoint ended so. */
  count(endpoint: number, outcome: Outcome): number {
    const buckets = this.#edges.length + 1
    const from = (endpoint * OUTCOMES.length + outcomeIndex(outcome)) * buckets
    let count = 0
    for (let i = from; i < from + buckets; i++) count += this.#edgeCounts[i] ?? 0
    return count
  }

  /** Counts by edge (not cumulative, one longer than the edges) and their sum in microseconds. */
  outcome(endpoint: number, outcome: Outcome): { counts: number[]; sumUs: number } {
    const pair = endpoint * OUTCOMES.length + outcomeIndex(outcome)
    const buckets = this.#edges.length + 1
    return {
      counts: [...this.#edgeCounts.subarray(pair * buckets, (pair + 1) * buckets)],
      sumUs: this.#sums[pair] ?? 0,
    }
  }
}
