/** A latency histogram as plain data: sparse, mergeable by addition, JSON-safe. Values in microseconds. */
export interface HistogramData {
  readonly count: number
  readonly sumUs: number
  readonly minUs: number
  readonly maxUs: number
  /** Fine log-linear buckets that hold anything: [index, count, index, count ...], index ascending. */
  readonly fine: readonly number[]
  /** Exact counts of values <= each contract edge, cumulative, in the order of the run's edges. */
  readonly edgesUs: readonly number[]
  readonly atOrUnder: readonly number[]
}
