import { type Slice, sliceIndexAt } from '../workload/slices.ts'
import { SliceCounts, type SliceShape } from './slice-counts.ts'

/** The slices one worker has under way: a request belongs to the one in which it was meant to start. */
export class SliceBook {
  #slices: readonly Slice[]
  readonly #shape: SliceShape
  readonly #publish: (index: number, buffer: SharedArrayBuffer) => void
  readonly #underWay = new Map<number, SliceCounts>()
  #current = 0
  #last: { readonly slice: Slice; readonly counts: SliceCounts } | undefined
  /** Slices before it are closed for good: the coordinator may have taken them. */
  #firstOpen = 0

  /** @param publish hands a new slice's memory to the coordinator, before anything is counted in it */
  constructor(
    slices: readonly Slice[],
    shape: SliceShape,
    publish: (index: number, buffer: SharedArrayBuffer) => void,
  ) {
    this.#slices = slices
    this.#shape = shape
    this.#publish = publish
  }

  /** The load was changed: other slices from now on. Those that are over stay what they were. */
  follow(slices: readonly Slice[]): void {
    this.#slices = slices
    this.#last = undefined
  }

  /** The counts of the slice that holds this moment. */
  at(atMs: number): SliceCounts {
    const last = this.#last
    if (last && atMs >= last.slice.startMs && atMs < last.slice.endMs) return last.counts
    const index = this.#indexAt(atMs)
    const counts = this.#open(index)
    const slice = this.#slices[index]
    this.#last = slice && { slice, counts }
    return counts
  }

  /** When the slice ends that the last `advance` came to. */
  get endMs(): number {
    return this.#slices[this.#current]?.endMs ?? Number.POSITIVE_INFINITY
  }

  /** Nothing will be meant to start before this moment any more: slices that end here close when their requests have. */
  advance(atMs: number, users: number): void {
    const index = this.#indexAt(atMs)
    for (let past = this.#current; past < index; past++) this.#open(past).users = users
    this.#current = index
    for (const [past, counts] of this.#underWay) {
      if (past < index && counts.open === 0) this.#close(past, counts)
    }
  }

  /** The worker is done: closes everything. */
  finish(users: number): void {
    this.#open(this.#current).users = users // they are there, even if none of them has asked for anything in it
    for (const [index, counts] of this.#underWay) this.#close(index, counts)
  }

  /** A worker that learns late of a change may have closed a slice that has become a later one. */
  #indexAt(atMs: number): number {
    return Math.max(this.#firstOpen, sliceIndexAt(this.#slices, atMs))
  }

  #open(index: number): SliceCounts {
    const known = this.#underWay.get(index)
    if (known) return known
    const counts = new SliceCounts(this.#shape)
    this.#underWay.set(index, counts)
    this.#publish(index, counts.buffer)
    return counts
  }

  #close(index: number, counts: SliceCounts): void {
    counts.finish()
    this.#underWay.delete(index)
    if (this.#last?.counts === counts) this.#last = undefined
    this.#firstOpen = Math.max(this.#firstOpen, index + 1)
  }
}
