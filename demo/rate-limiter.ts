/** A token bucket: holds calls to a provider at its quota while short bursts still pass. */
export class RateLimiter {
  readonly #ratePerSecond: number
  readonly #burst: number
  readonly #nowMs: () => number
  #tokens: number
  #filledAtMs: number

  constructor(options: { ratePerSecond: number; burst: number; nowMs: () => number }) {
    this.#ratePerSecond = options.ratePerSecond
    this.#burst = options.burst
    this.#nowMs = options.nowMs
    this.#tokens = options.burst
    this.#filledAtMs = options.nowMs()
  }

  /** Takes one token if there is one; otherwise the caller must not make its call. */
  tryTake(): boolean {
    this.#fill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** How long until the next token, for a Retry-After header. */
  waitSeconds(): number {
    this.#fill()
    return Math.max(0, (1 - this.#tokens) / this.#ratePerSecond)
  }

  #fill(): void {
    const nowMs = this.#nowMs()
    const gained = ((nowMs - this.#filledAtMs) / 1000) * this.#ratePerSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#filledAtMs = nowMs
  }
}
