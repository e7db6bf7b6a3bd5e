import { LatencyHistogram } from '../measurement/histogram.ts'

/** The longest delay of so long counts once, milliseconds, as in Node's own monitor at its default of 10 ms. */
const WINDOW_MS = 10

/**
 * How late the event loop came to what it was to do, read from the wakes that the pacer has anyway: Node's own monitor
 * wakes an idle thread a hundred times a second to learn it.
 */
export class LoopDelay {
  readonly #delays = new LatencyHistogram([])
  #sinceMs = Number.NEGATIVE_INFINITY
  #longestMs = 0

  /** The loop came to something now that it was to come to before. */
  woke(wakeMs: number, scheduledMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, wakeMs - scheduledMs)
    if (wakeMs - this.#sinceMs < WINDOW_MS) return
    this.#delays.record(this.#longestMs * 1000)
    this.#sinceMs = wakeMs
    this.#longestMs = 0
  }

  get p99Ms(): number {
    return this.#delays.count === 0 ? 0 : this.#delays.quantile(0.99) / 1000
  }
}
