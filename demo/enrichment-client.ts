import type { Logger } from 'pino'
import { CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts'
import { HttpProblem } from './http-problem.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { EnrichmentResult, ServiceMetrics } from './service-metrics.ts'

/** The objective for external calls is P95 2 s: who waits longer has already missed it. */
const timeoutMs = 2000

/** Calls the provider within its quota, and not at all while it is failing. */
export class EnrichmentClient {
  readonly #url: string
  readonly #results: ServiceMetrics['enrichments']
  readonly #limiter: RateLimiter
  readonly #breaker: CircuitBreaker

  constructor(options: {
    url: string
    ratePerSecond: number
    results: ServiceMetrics['enrichments']
    logger: Logger
  }) {
    const nowMs = () => performance.now()
    this.#url = options.url
    this.#results = options.results
    this.#limiter = new RateLimiter({
      ratePerSecond: options.ratePerSecond,
      burst: options.ratePerSecond,
      nowMs,
    })
    this.#breaker = new CircuitBreaker({
      failureThreshold: 5,
      openMs: 5000,
      nowMs,
      onChange: (state) =>
        options.logger.warn({ circuit: 'enrichment', state }, `circuit ${state}`),
    })
  }

  async enrich(company: string): Promise<unknown> {
    if (!this.#limiter.tryTake()) {
      throw this.#problem('rate_limited', 429, this.#limiter.waitSeconds())
    }
    try {
      const enrichment = await this.#breaker.run(() => this.#call(company))
      this.#results.inc({ result: 'ok' })
      return enrichment
    } catch (error) {
      if (error instanceof CircuitOpenError) {
        throw this.#problem('circuit_open', 503, error.retryAfterSeconds, error)
      }
      throw this.#problem('failed', 502, undefined, error)
    }
  }

  async #call(company: string): Promise<unknown> {
    const url = `${this.#url}/enrichment?company=${encodeURIComponent(company)}`
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`the provider answered ${response.status}`)
    return response.json()
  }

  #problem(result: EnrichmentResult, status: number, waitSeconds?: number, cause?: unknown) {
    this.#results.inc({ result })
    return new HttpProblem(status, result, `enrichment: ${result.replace('_', ' ')}`, {
      ...(waitSeconds === undefined ? {} : { retryAfterSeconds: waitSeconds }),
      cause,
    })
  }
}
