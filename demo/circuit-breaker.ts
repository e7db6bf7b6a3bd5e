export class CircuitOpenError extends Error {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('the circuit is open')
    this.name = 'CircuitOpenError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface CircuitBreakerOptions {
  /** Failures in a row after which no more calls are made. */
  readonly failureThreshold: number
  /** How long calls are refused before one probe may pass. */
  readonly openMs: number
  readonly nowMs: () => number
  readonly onChange: (state: 'open' | 'closed') => void
}

/**
 * Stops calling a dependency that keeps failing, so that its timeouts do not become ours, and lets one
 * probe at a time find out whether it is back (Nygard, Release It!, "Circuit Breaker").
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  #failures = 0
  #openUntilMs: number | undefined
  #probing = false

  constructor(options: CircuitBreakerOptions) {
    this.#options = options
  }

  async run<T>(operation: () => Promise<T>): Promise<T> {
    const isProbe = this.#openUntilMs !== undefined
    if (this.#openUntilMs !== undefined) {
      const waitMs = this.#openUntilMs - this.#options.nowMs()
      if (waitMs > 0 || this.#probing) throw new CircuitOpenError(Math.max(0, waitMs) / 1000)
      this.#probing = true
    }
    try {
      const result = await operation()
      this.#succeed(isProbe)
      return result
    } catch (error) {
      this.#fail(isProbe)
      throw error
    }
  }

  #succeed(isProbe: boolean): void {
    // A call that began before the circuit opened proves nothing about now: only the probe closes it.
    if (this.#openUntilMs !== undefined && !isProbe) return
    this.#failures = 0
    if (!isProbe) return
    this.#probing = false
    this.#openUntilMs = undefined
    this.#options.onChange('closed')
  }

  #fail(isProbe: boolean): void {
    if (isProbe) {
      this.#probing = false
      this.#openUntilMs = this.#options.nowMs() + this.#options.openMs
      return
    }
    this.#failures += 1
    if (this.#openUntilMs !== undefined || this.#failures < this.#options.failureThreshold) return
    this.#openUntilMs = this.#options.nowMs() + this.#options.openMs
    this.#options.onChange('open')
  }
}
