import { messageOf } from './guard.ts'

/** What we use of a prom-client 15 registry. */
export interface PromClientRegistry {
  readonly contentType: string
  readonly getMetricsAsArray: () => { readonly name: string }[]
  readonly getMetricsAsString: (metric: object) => Promise<string>
}

/** The service's own series: prom-client's default registries, merged family by family. */
export class PromClientFamilies {
  readonly #registries: PromClientRegistry[] = []
  readonly #log: (text: string) => void
  readonly #logged = new Set<string>()

  constructor(log: (text: string) => void) {
    this.#log = log
  }

  add(registry: PromClientRegistry): void {
    this.#registries.push(registry)
  }

  /** Families whose names are not on the page yet: a name with two TYPEs would spoil the whole scrape. */
  async *texts(ownNames: ReadonlySet<string>): AsyncIterable<string> {
    const names = new Set(ownNames)
    for (const registry of this.#registries) {
      if (registry.contentType.startsWith('application/openmetrics-text')) {
        // Its text carries exemplars and drops _total, so it cannot stand on a page of format 0.0.4.
        this.#once('prom-client is set to OpenMetrics, so its series are left out')
        continue
      }
      for (const metric of registry.getMetricsAsArray()) {
        if (names.has(metric.name)) continue
        names.add(metric.name)
        yield await this.#metricText(registry, metric)
      }
    }
  }

  async #metricText(registry: PromClientRegistry, metric: { name: string }): Promise<string> {
    try {
      return `${await registry.getMetricsAsString(metric)}\n`
    } catch (error) {
      this.#once(`prom-client's ${metric.name} could not be read: ${messageOf(error)}`)
      return ''
    }
  }

  #once(text: string): void {
    if (this.#logged.has(text)) return
    this.#logged.add(text)
    this.#log(text)
  }
}
