import type { RunClock } from './run-clock.ts'

/**
 * When the answers of one turn of the event loop were there. The loop learns of all of them at once and hands them over
 * one after the other: read for each, the clock would add the handling of those before it, 20 us each, to its latency.
 */
export class TurnClock {
  readonly #now: RunClock
  #turnMs: number | undefined
  readonly #forget = (): void => {
    this.#turnMs = undefined
  }

  constructor(now: RunClock) {
    this.#now = now
  }

  /** When this turn began to hand over what had come; only to be asked for something that it hands over. */
  now(): number {
    if (this.#turnMs === undefined) {
      this.#turnMs = this.#now()
      setImmediate(this.#forget) // runs when everything that had come is handed over, before the loop looks again
    }
    return this.#turnMs
  }
}
