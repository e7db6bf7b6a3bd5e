/** What waits in the wheel: it carries its own time, milliseconds on the run's clock. */
export interface Timed {
  dueMs: number
}

/** Slots of one millisecond: most think times fit in one turn of 4 s; longer ones stay for another turn. */
const SLOTS = 4096

/** Thousands of sleepers at the cost of one slot a millisecond: no timer, no sorting (Varghese and Lauck, SOSP 1987). */
export class TimingWheel<T extends Timed> {
  readonly #slots: T[][] = Array.from({ length: SLOTS }, () => [])
  #atMs = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Puts an item to sleep until its `dueMs`. */
  add(item: T): void {
    const slot = Math.max(Math.ceil(item.dueMs), this.#atMs + 1)
    this.#slots[slot % SLOTS]?.push(item)
    this.#size++
  }

  /** Wakes everything that is due. An item may be added again while this runs. */
  wake(nowMs: number, each: (item: T) => void): void {
    const to = Math.floor(nowMs)
    const from = Math.max(this.#atMs, to - SLOTS) // after a long block one turn sees every slot
    for (let at = from + 1; at <= to; at++) {
      const slot = this.#slots[at % SLOTS] ?? []
      this.#atMs = at
      if (slot.length === 0) continue
      this.#slots[at % SLOTS] = []
      this.#size -= slot.length
      for (const item of slot) {
        if (item.dueMs > nowMs) this.add(item)
        else each(item)
      }
    }
  }

  /** The next slot with anything in it, at most `withinMs` ahead. */
  nextMs(withinMs: number): number {
    if (this.#size > 0) {
      for (let ahead = 1; ahead < withinMs; ahead++) {
        if ((this.#slots[(this.#atMs + ahead) % SLOTS]?.length ?? 0) > 0) return this.#atMs + ahead
      }
    }
    return this.#atMs + withinMs
  }
}
