import type { RunClock } from './run-clock.ts'

/** Longest sleep with nothing to do: so old is the sign of life of an idle worker at most, as the live view is. */
const LONGEST_SLEEP_MS = 1000

/** While requests are under way, timeouts are looked for this often; one counts with what it really took. */
const SWEEP_MS = 100

/** What the pacer wakes for. */
export interface Paced {
  /**
   * Does what is due.
   * @param wakeMs when the pacer woke
   * @param scheduledMs when it meant to wake
   */
  readonly tick: (wakeMs: number, scheduledMs: number) => void
  /** When something is due next on the run's clock, as far as it lies within so many milliseconds. */
  readonly nextMs: (withinMs: number) => number
  /** Looks after what is under way, and writes down what is over. */
  readonly sweep: (nowMs: number) => void
  /** Something is under way that may take too long. */
  readonly isBusy: () => boolean
}

/**
 * Wakes for what is due, at best to the millisecond: Node's timers know nothing finer. Otherwise it sleeps, so that a
 * run of users who think for minutes takes next to nothing from the machine it shares with its target.
 */
export class Pacer {
  readonly #now: RunClock
  readonly #paced: Paced
  #timer: NodeJS.Timeout | undefined
  #scheduledMs = 0
  #sweptMs = 0
  #running = false

  constructor(now: RunClock, paced: Paced) {
    this.#now = now
    this.#paced = paced
  }

  start(): void {
    this.#running = true
    this.#sweptMs = this.#scheduledMs = this.#now()
    this.#wake()
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
  }

  /** Something became due before the next wake. */
  wakeBy(dueMs: number): void {
    if (this.#running && dueMs < this.#scheduledMs) this.#sleepUntil(dueMs)
  }

  #wake(): void {
    const wakeMs = this.#now()
    this.#paced.tick(wakeMs, this.#scheduledMs)
    const isBusy = this.#paced.isBusy()
    if (!isBusy || wakeMs - this.#sweptMs >= SWEEP_MS) {
      this.#sweptMs = wakeMs
      this.#paced.sweep(wakeMs)
    }
    if (!this.#running) return
    const dueMs = this.#paced.nextMs(LONGEST_SLEEP_MS)
    this.#sleepUntil(isBusy ? Math.min(dueMs, this.#sweptMs + SWEEP_MS) : dueMs)
  }

  #sleepUntil(dueMs: number): void {
    clearTimeout(this.#timer)
    const nowMs = this.#now()
    const sleepMs = Math.max(1, Math.min(LONGEST_SLEEP_MS, Math.ceil(dueMs - nowMs)))
    this.#scheduledMs = nowMs + sleepMs
    this.#timer = setTimeout(() => this.#wake(), sleepMs)
  }
}

/**
 * The intended start that a sleeper to the millisecond can honour: what is due is intended for the next full
 * millisecond, counted from when the pacer meant to wake. Oversleeping stays in the latency, the timer's grain does not.
 */
export function quantisedMs(dueMs: number, scheduledMs: number, wakeMs: number): number {
  return Math.min(wakeMs, scheduledMs - Math.floor(scheduledMs - dueMs))
}
