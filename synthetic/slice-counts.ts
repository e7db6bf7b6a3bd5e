import { LatencyHistogram } from '../measurement/histogram.ts'
import { OUTCOMES, type Outcome, outcomeIndex } from '../measurement/outcomes.ts'
import type { EndpointInterval } from '../measurement/run-record.ts'

const OFFERED = 0
const DELIVERED = 1
const USERS = 2
const FINAL = 3
const HEAD = 4

/** What a slice holds: sizes of its memory follow from this. */
export interface SliceShape {
  readonly endpoints: number
  readonly edgesUs: readonly number[]
  /** The open model keeps the time from the send beside the time from the intended start. */
  readonly withServiceTime: boolean
}

/** The counts of one worker in one slice of the run, in memory that the coordinator reads; it outlives a crashed worker. */
export class SliceCounts {
  readonly buffer: SharedArrayBuffer
  /** Requests that were meant to start in this slice and are not yet counted; known to the worker only. */
  open = 0
  readonly #head: Float64Array
  readonly #outcomes: Uint32Array
  readonly #latency: LatencyHistogram[]
  readonly #serviceTime: LatencyHistogram[]

  constructor(shape: SliceShape, buffer?: SharedArrayBuffer) {
    const histogramBytes = LatencyHistogram.byteLength(shape.edgesUs.length)
    const outcomesAt = HEAD * 8
    const latencyAt = outcomesAt + shape.endpoints * OUTCOMES.length * 4
    const serviceAt = latencyAt + shape.endpoints * histogramBytes
    const bytes = serviceAt + (shape.withServiceTime ? shape.endpoints * histogramBytes : 0)
    this.buffer = buffer ?? new SharedArrayBuffer(bytes)
    const histograms = (count: number, from: number): LatencyHistogram[] =>
      Array.from(
        { length: count },
        (_, i) => new LatencyHistogram(shape.edgesUs, this.buffer, from + i * histogramBytes),
      )
    this.#head = new Float64Array(this.buffer, 0, HEAD)
    this.#outcomes = new Uint32Array(this.buffer, outcomesAt, shape.endpoints * OUTCOMES.length)
    this.#latency = histograms(shape.endpoints, latencyAt)
    this.#serviceTime = histograms(shape.withServiceTime ? shape.endpoints : 0, serviceAt)
  }

  get offered(): number {
    return this.#head[OFFERED] ?? 0
  }

  get delivered(): number {
    return this.#head[DELIVERED] ?? 0
  }

  get users(): number {
    return this.#head[USERS] ?? 0
  }

  /** Nothing more will be counted here. */
  get final(): boolean {
    return this.#head[FINAL] === 1
  }

  offer(): void {
    this.#head[OFFERED] = this.offered + 1
  }

  deliver(): void {
    this.#head[DELIVERED] = this.delivered + 1
  }

  set users(users: number) {
    this.#head[USERS] = users
  }

  finish(): void {
    this.#head[FINAL] = 1
  }

  /** @param serviceUs from the send; undefined when nothing was sent */
  record(
    endpoint: number,
    outcome: Outcome,
    latencyUs: number,
    serviceUs: number | undefined,
  ): void {
    const index = endpoint * OUTCOMES.length + outcomeIndex(outcome)
    this.#outcomes[index] = (this.#outcomes[index] ?? 0) + 1
    this.#latency[endpoint]?.record(latencyUs)
    if (serviceUs !== undefined) this.#serviceTime[endpoint]?.record(serviceUs)
  }

  /** What one endpoint did, undefined for nothing at all. */
  endpointInterval(endpoint: number): EndpointInterval | undefined {
    const latency = this.#latency[endpoint]
    if (latency === undefined || latency.count === 0) return undefined
    const serviceTime = this.#serviceTime[endpoint]
    const counts = OUTCOMES.map((outcome, i) => [
      outcome,
      this.#outcomes[endpoint * OUTCOMES.length + i] ?? 0,
    ])
    return {
      latency: latency.toData(),
      ...(serviceTime && { serviceTime: serviceTime.toData() }),
      outcomes: Object.fromEntries(counts.filter(([, count]) => count !== 0)),
    }
  }
}
