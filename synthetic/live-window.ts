import { quantileOfCounts } from '../measurement/histogram.ts'
import { OUTCOMES } from '../measurement/outcomes.ts'
import type { LiveCounts } from './live-counts.ts'

/** What a live view covers, milliseconds: long enough for a P95, short enough to see a change. */
const WINDOW_MS = 10_000

/** What one endpoint has counted since the start of the run. */
interface EndpointTotal {
  readonly fine: Uint32Array
  readonly requests: number
  readonly errors: number
}

/** All counts at one moment. */
interface Moment {
  readonly atMs: number
  readonly sent: number
  readonly delivered: number
  readonly endpoints: readonly EndpointTotal[]
}

/** What happened between two moments at one endpoint; quantiles are null when nothing did. */
export interface EndpointWindow {
  readonly requests: number
  readonly errors: number
  readonly totalRequests: number
  readonly totalErrors: number
  readonly quantileMs: (q: number) => number | null
}

export interface Window {
  readonly windowMs: number
  readonly sent: number
  readonly delivered: number
  readonly endpoints: readonly EndpointWindow[]
}

/** The last ten seconds, as the difference between the counts now and then. */
export class LiveWindow {
  readonly #endpoints: number
  #moments: Moment[]

  constructor(endpoints: number, workers: readonly LiveCounts[]) {
    this.#endpoints = endpoints
    this.#moments = [moment(0, endpoints, workers)]
  }

  /** Remembers the counts; to be called about once a second. */
  remember(atMs: number, workers: readonly LiveCounts[]): void {
    this.#moments.push(moment(atMs, this.#endpoints, workers))
    const old = this.#moments.findLastIndex((each) => each.atMs <= atMs - WINDOW_MS)
    if (old > 0) this.#moments = this.#moments.slice(old)
  }

  read(atMs: number, workers: readonly LiveCounts[]): Window {
    const now = moment(atMs, this.#endpoints, workers)
    const then = this.#moments[0] ?? now
    return {
      windowMs: Math.max(0, atMs - then.atMs),
      sent: now.sent - then.sent,
      delivered: now.delivered - then.delivered,
      endpoints: now.endpoints.map((total, i) => difference(total, then.endpoints[i] ?? total)),
    }
  }
}

function moment(atMs: number, endpoints: number, workers: readonly LiveCounts[]): Moment {
  const sum = (read: (worker: LiveCounts) => number): number =>
    workers.reduce((total, worker) => total + read(worker), 0)
  return {
    atMs,
    sent: sum((worker) => worker.get('sent')),
    delivered: sum((worker) => worker.get('delivered')),
    endpoints: Array.from({ length: endpoints }, (_, endpoint) => endpointTotal(endpoint, workers)),
  }
}

function endpointTotal(endpoint: number, workers: readonly LiveCounts[]): EndpointTotal {
  let fine: Uint32Array | undefined
  for (const worker of workers) {
    const counts = worker.latency(endpoint)?.fineCounts()
    if (fine === undefined || counts === undefined) fine = counts ?? fine
    else for (let i = 0; i < fine.length; i++) fine[i] = (fine[i] ?? 0) + (counts[i] ?? 0)
  }
  const total = (bad: boolean): number => {
    let count = 0
    for (const outcome of OUTCOMES) {
      if ((outcome !== 'ok') !== bad) continue
      for (const worker of workers) {
        for (const n of worker.outcome(endpoint, outcome).counts) count += n
      }
    }
    return count
  }
  const errors = total(true)
  return { fine: fine ?? new Uint32Array(0), requests: total(false) + errors, errors }
}

function difference(now: EndpointTotal, then: EndpointTotal): EndpointWindow {
  const fine = now.fine.map((count, i) => count - (then.fine[i] ?? 0))
  const counted = fine.reduce((sum, count) => sum + count, 0)
  return {
    requests: now.requests - then.requests,
    errors: now.errors - then.errors,
    totalRequests: now.requests,
    totalErrors: now.errors,
    quantileMs: (q) => (counted === 0 ? null : quantileOfCounts(fine, counted, q) / 1000),
  }
}
