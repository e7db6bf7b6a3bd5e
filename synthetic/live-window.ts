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

/**
 * The last ten seconds, as the difference between the counts now and then. Counts of an endpoint that stood still since
 * the moment before are taken over from it, so that looking at an idle run costs next to nothing.
 */
export class LiveWindow {
  readonly #endpoints: number
  #moments: Moment[]

  constructor(endpoints: number, workers: readonly LiveCounts[]) {
    this.#endpoints = endpoints
    this.#moments = [this.#moment(0, workers, undefined)]
  }

  /** Remembers the counts; to be called about once a second. */
  remember(atMs: number, workers: readonly LiveCounts[]): void {
    this.#moments.push(this.#moment(atMs, workers, this.#moments.at(-1)))
    const old = this.#moments.findLastIndex((each) => each.atMs <= atMs - WINDOW_MS)
    if (old > 0) this.#moments = this.#moments.slice(old)
  }

  read(atMs: number, workers: readonly LiveCounts[]): Window {
    const now = this.#moment(atMs, workers, this.#moments.at(-1))
    const then = this.#moments[0] ?? now
    return {
      windowMs: Math.max(0, atMs - then.atMs),
      sent: now.sent - then.sent,
      delivered: now.delivered - then.delivered,
      endpoints: now.endpoints.map((total, i) => difference(total, then.endpoints[i] ?? total)),
    }
  }

  #moment(atMs: number, workers: readonly LiveCounts[], before: Moment | undefined): Moment {
    const sum = (read: (worker: LiveCounts) => number): number =>
      workers.reduce((total, worker) => total + read(worker), 0)
    return {
      atMs,
      sent: sum((worker) => worker.get('sent')),
      delivered: sum((worker) => worker.get('delivered')),
      endpoints: Array.from({ length: this.#endpoints }, (_, endpoint) =>
        endpointTotal(endpoint, workers, before?.endpoints[endpoint]),
      ),
    }
  }
}

/** Reads outcomes before latencies, as they are written the other way round: what is counted has its latency. */
function endpointTotal(
  endpoint: number,
  workers: readonly LiveCounts[],
  before: EndpointTotal | undefined,
): EndpointTotal {
  let requests = 0
  let errors = 0
  for (const worker of workers) {
    for (const outcome of OUTCOMES) {
      const count = worker.count(endpoint, outcome)
      requests += count
      if (outcome !== 'ok') errors += count
    }
  }
  if (before?.requests === requests && before.errors === errors) return before
  return { fine: fineCounts(endpoint, workers), requests, errors }
}

function fineCounts(endpoint: number, workers: readonly LiveCounts[]): Uint32Array {
  let fine: Uint32Array | undefined
  for (const worker of workers) {
    const counts = worker.latency(endpoint)?.fineCounts()
    if (fine === undefined || counts === undefined) fine = counts ?? fine
    else for (let i = 0; i < fine.length; i++) fine[i] = (fine[i] ?? 0) + (counts[i] ?? 0)
  }
  return fine ?? new Uint32Array(0)
}

function difference(now: EndpointTotal, then: EndpointTotal): EndpointWindow {
  const counted = now === then ? undefined : countedBetween(now.fine, then.fine)
  return {
    requests: now.requests - then.requests,
    errors: now.errors - then.errors,
    totalRequests: now.requests,
    totalErrors: now.errors,
    quantileMs: (q) => (counted ? quantileOfCounts(counted.fine, counted.sum, q) / 1000 : null),
  }
}

/** What was counted from one moment to another; undefined when nothing was. */
function countedBetween(
  now: Uint32Array,
  then: Uint32Array,
): { readonly fine: Uint32Array; readonly sum: number } | undefined {
  const fine = now.slice()
  let sum = 0
  for (let i = 0; i < fine.length; i++) {
    const count = (now[i] ?? 0) - (then[i] ?? 0)
    fine[i] = count
    sum += count
  }
  return sum === 0 ? undefined : { fine, sum }
}
