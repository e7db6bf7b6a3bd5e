import type { HistogramData } from './histogram-data.ts'
import { bucketOf, bucketUpperUs, bucketValueUs, FINE_BUCKETS } from './log-linear.ts'

const COUNT = 0
const SUM = 1
const MIN = 2
const MAX = 3
const HEAD = 4

/**
 * Latencies in microseconds: fine log-linear counts for quantiles (see log-linear.ts for the error) and exact counts
 * at the contract's edges. Adding two of them is exact, so workers and intervals merge without loss.
 * It may lie in a SharedArrayBuffer: one thread records, another reads at any time.
 */
export class LatencyHistogram {
  readonly edgesUs: readonly number[]
  readonly #head: Float64Array // count, sum, minimum, maximum
  readonly #fine: Uint32Array
  readonly #coarse: Uint32Array // how many lie in (edge before, edge]; the last is beyond all edges

  /**
   * @param edgesUs ascending, microseconds
   * @param buffer zeroed, with `LatencyHistogram.byteLength(edgesUs.length)` bytes from `byteOffset` (a multiple of 8)
   */
  constructor(edgesUs: readonly number[], buffer?: ArrayBufferLike, byteOffset = 0) {
    this.edgesUs = edgesUs
    const bytes = buffer ?? new ArrayBuffer(LatencyHistogram.byteLength(edgesUs.length))
    this.#head = new Float64Array(bytes, byteOffset, HEAD)
    this.#fine = new Uint32Array(bytes, byteOffset + HEAD * 8, FINE_BUCKETS)
    const coarseOffset = byteOffset + HEAD * 8 + FINE_BUCKETS * 4
    this.#coarse = new Uint32Array(bytes, coarseOffset, edgesUs.length + 1)
  }

  /** Room one histogram takes, in bytes, a multiple of 8. */
  static byteLength(edgeCount: number): number {
    return Math.ceil((HEAD * 8 + (FINE_BUCKETS + edgeCount + 1) * 4) / 8) * 8
  }

  get count(): number {
    return this.#head[COUNT] ?? 0
  }

  get sumUs(): number {
    return this.#head[SUM] ?? 0
  }

  get minUs(): number {
    return this.#head[MIN] ?? 0
  }

  get maxUs(): number {
    return this.#head[MAX] ?? 0
  }

  /**
   * @param us microseconds; negative counts as 0
   * @returns index of the first edge at or above it, for whoever counts by edge, too
   */
  record(us: number): number {
    const value = us > 0 ? us : 0
    const edge = this.#edgeIndex(value)
    add(this.#fine, bucketOf(value), 1)
    add(this.#coarse, edge, 1)
    this.#extend(1, value, value, value)
    return edge
  }

  /** Adds all counts of another histogram; both must have the same edges. */
  merge(other: LatencyHistogram): void {
    requireSameEdges(this.edgesUs, other.edgesUs)
    other.#fine.forEach((n, bucket) => {
      add(this.#fine, bucket, n)
    })
    other.#coarse.forEach((n, edge) => {
      add(this.#coarse, edge, n)
    })
    this.#extend(other.count, other.sumUs, other.minUs, other.maxUs)
  }

  /** The smallest value with at least the share `q` at or under it, microseconds; NaN when nothing was recorded. */
  quantile(q: number): number {
    const us = quantileOfCounts(this.#fine, this.count, q)
    return Math.min(this.maxUs, Math.max(this.minUs, us))
  }

  /** How many values lie above `us`: exact at an edge, else to within the bucket that holds `us`. */
  countAbove(us: number): number {
    const edge = this.edgesUs.indexOf(us)
    if (edge >= 0) return sum(this.#coarse.subarray(edge + 1))
    const bucket = bucketOf(us)
    return sum(this.#fine.subarray(bucketUpperUs(bucket) > us ? bucket : bucket + 1))
  }

  /** Counts by edge, not cumulative, one longer than the edges: what a Prometheus histogram is made of. */
  edgeCounts(): number[] {
    return [...this.#coarse]
  }

  /** A copy of the fine counts, for windows that are differences of two moments. */
  fineCounts(): Uint32Array {
    return this.#fine.slice()
  }

  /** As plain data, sparse and JSON-safe. */
  toData(): HistogramData {
    const fine: number[] = []
    this.#fine.forEach((n, bucket) => {
      if (n > 0) fine.push(bucket, n)
    })
    let total = 0
    const atOrUnder = this.edgesUs.map((_, edge) => {
      total += this.#coarse[edge] ?? 0
      return total
    })
    const { count, sumUs, minUs, maxUs } = this
    return { count, sumUs, minUs, maxUs, fine, edgesUs: [...this.edgesUs], atOrUnder }
  }

  static fromData(data: HistogramData): LatencyHistogram {
    const histogram = new LatencyHistogram(data.edgesUs)
    for (let i = 0; i < data.fine.length; i += 2) {
      add(histogram.#fine, data.fine[i] ?? 0, data.fine[i + 1] ?? 0)
    }
    let below = 0
    data.atOrUnder.forEach((n, edge) => {
      add(histogram.#coarse, edge, n - below)
      below = n
    })
    add(histogram.#coarse, data.edgesUs.length, data.count - below)
    histogram.#extend(data.count, data.sumUs, data.minUs, data.maxUs)
    return histogram
  }

  #extend(count: number, sumUs: number, minUs: number, maxUs: number): void {
    if (count === 0) return
    const head = this.#head
    if (this.count === 0 || minUs < this.minUs) head[MIN] = minUs
    if (maxUs > this.maxUs) head[MAX] = maxUs
    head[SUM] = this.sumUs + sumUs
    head[COUNT] = this.count + count
  }

  /** Index of the first edge at or above the value. */
  #edgeIndex(us: number): number {
    let low = 0
    let high = this.edgesUs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.edgesUs[middle] ?? 0) < us) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The quantile of fine counts by themselves, microseconds; NaN when there are none. For windows between two moments. */
export function quantileOfCounts(fine: Uint32Array, count: number, q: number): number {
  if (count === 0) return Number.NaN
  let left = Math.max(1, Math.ceil(q * count))
  for (let bucket = 0; bucket < fine.length; bucket++) {
    left -= fine[bucket] ?? 0
    if (left <= 0) return bucketValueUs(bucket)
  }
  return bucketValueUs(fine.length - 1)
}

function add(counts: Uint32Array, index: number, n: number): void {
  counts[index] = (counts[index] ?? 0) + n
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, n) => total + n, 0)
}

function requireSameEdges(a: readonly number[], b: readonly number[]): void {
  if (a === b || (a.length === b.length && a.every((edge, i) => edge === b[i]))) return
  throw new RangeError(`histograms with other edges do not add up: ${a.join()} and ${b.join()}`)
}
