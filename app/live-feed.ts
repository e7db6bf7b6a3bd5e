import { type LivePoint, type LiveState, livePoint } from './live-state.ts'

/** A chart is at most this many pixels wide; beyond it every second point goes. */
const MOST_POINTS = 1_200
const FIRST_SPACING_MS = 1_000

export type LiveListener = (state: LiveState) => void

/** The running run's latest state and its past, for those who start to watch in the middle. */
export class LiveFeed {
  #latest: LiveState | undefined
  #points: LivePoint[]
  #spacingMs = FIRST_SPACING_MS
  readonly #listeners = new Set<LiveListener>()

  /** @param past points of the same run, when this feed repeats another one */
  constructor(past: readonly LivePoint[] = []) {
    this.#points = [...past]
  }

  publish(state: LiveState): void {
    this.#latest = state
    const last = this.#points.at(-1)
    const { elapsedMs } = state.snapshot
    if (last === undefined || elapsedMs - last.elapsedMs >= this.#spacingMs) {
      this.#points.push(livePoint(state.snapshot))
      if (this.#points.length > MOST_POINTS) {
        this.#points = this.#points.filter((_, i) => i % 2 === 0)
        this.#spacingMs *= 2
      }
    }
    for (const listener of this.#listeners) listener(state)
  }

  get latest(): LiveState | undefined {
    return this.#latest
  }

  get points(): readonly LivePoint[] {
    return this.#points
  }

  /** Calls the listener with every state from now on; the answer ends that. */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
