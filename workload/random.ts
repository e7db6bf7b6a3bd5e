/** A source of numbers in [0, 1), the same for the same seed. */
export type Random = () => number

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, passes gjrand, plenty for think times and picks. */
export function seededRandom(seed: number): Random {
  return new RandomStream(seed).next
}

/** A source that can be set back to a seed: an arrival takes over a user's object, not its numbers. */
export class RandomStream {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  readonly next: Random = () => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }

  reseed(seed: number): void {
    this.#state = seed >>> 0
  }
}

/** A seed for part `index` of something seeded: neighbours are far apart (golden ratio, then the mixer of MurmurHash3). */
export function derivedSeed(seed: number, index: number): number {
  let bits = (seed + Math.imul(index + 1, 0x9e3779b9)) >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
