import type { Histogram, HistogramFamily } from './histogram.ts'

/** OpenTelemetry's known methods (RFC 9110 and PATCH); any other becomes `_OTHER`, as its conventions demand. */
const KNOWN_METHODS = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS CONNECT TRACE'.split(' '))

/** Histograms of one route, by method and status. */
export class RouteHistograms {
  readonly #family: HistogramFamily
  readonly #route: string
  readonly #byMethod = new Map<string, Map<number, Histogram>>()

  constructor(family: HistogramFamily, route: string) {
    this.#family = family
    this.#route = route
  }

  /** The child for these labels, at zero when it is new. */
  histogram(method: string, status: number): Histogram {
    const known = KNOWN_METHODS.has(method) ? method : '_OTHER'
    let byStatus = this.#byMethod.get(known)
    if (byStatus === undefined) {
      byStatus = new Map()
      this.#byMethod.set(known, byStatus)
    }
    let child = byStatus.get(status)
    if (child === undefined) {
      child = this.#family.add([known, this.#route, String(status)])
      byStatus.set(status, child)
    }
    return child
  }
}
