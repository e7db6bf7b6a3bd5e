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
  /** Nothing is due in a slot before this one: no slot is looked at twice, however far ahead is asked for. */
  #emptyToMs = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Puts an item to sleep until its `dueMs`. */
  add(item: T): void {
    const slot = Math.max(Math.ceil(item.dueMs), this.#atMs + 1)
    this.#slots[slot % SLOTS]?.push(item)
    this.#emptyToMs = Math.min(this.#emptyToMs, slot)
    this.#size++
  }

  /** Wakes everything that is due. An item may be added again while this runs. */
  wake(nowMs: number, each: (item: T) => void): void {
    const to = Math.floor(nowMs)
    const from = Math.max(this.#atMs, to - SLOTS) // after a long block one turn sees every slot
    const empty = this.#size === 0 ? to : Math.min(to, this.#emptyToMs - 1)
    this.#atMs = Math.max(from, empty)
    for (let at = this.#atMs + 1; at <= to; at++) {
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

  /** When something is due next, to the slot, at most `withinMs` ahead. */
  nextMs(withinMs: number): number {
    const endMs = this.#atMs + withinMs
    if (this.#size === 0) return endMs
    let at = Math.max(this.#atMs + 1, this.#emptyToMs)
    while (at < endMs && !this.#hasDue(at)) at++
    this.#emptyToMs = at
    return Math.min(at, endMs)
  }

  /** Others in the slot sleep for another turn. */
  #hasDue(at: number): boolean {
    for (const { dueMs } of this.#slots[at % SLOTS] ?? []) {
      if (dueMs <= at) return true
    }
    return false
  }
}
