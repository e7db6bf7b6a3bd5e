import type { SeriesDefinition } from '../../series/series-definition.ts'
import { type Family, type HistogramReading, headText, labelText } from './series-text.ts'

/** One histogram of a family. Recording is a binary search and two additions; the text of its labels is made once. */
export class Histogram {
  readonly #labels: readonly string[]
  readonly #edges: Float64Array
  /** Of each bucket by itself, the last one for what is over every edge. */
  readonly #counts: Float64Array
  readonly #bucketStarts: readonly string[]
  readonly #sumStart: string
  readonly #countStart: string
  #sum = 0
  #text: string | undefined

  constructor(series: SeriesDefinition, edges: Float64Array, labels: readonly string[]) {
    this.#labels = labels
    this.#edges = edges
    this.#counts = new Float64Array(edges.length + 1)
    const text = labelText(series, labels)
    const start = `${series.name}_bucket{${text}${text === '' ? '' : ','}le="`
    this.#bucketStarts = [...edges, '+Inf'].map((edge) => `${start}${edge}"} `)
    this.#sumStart = `${series.name}_sum${text === '' ? '' : `{${text}}`} `
    this.#countStart = `${series.name}_count${text === '' ? '' : `{${text}}`} `
  }

  /** A value counts in the first bucket whose edge is not below it (`le`). */
  record(seconds: number): void {
    const edges = this.#edges
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((edges[middle] as number) < seconds) low = middle + 1
      else high = middle
    }
    ;(this.#counts[low] as number)++
    this.#sum += seconds
    this.#text = undefined
  }

  reading(): HistogramReading {
    const value = { edges: this.#edges, counts: this.#counts, sum: this.#sum }
    return { labels: this.#labels, value }
  }

  /** Lines of the text format; kept until something is recorded, as most children of a page are idle. */
  text(): string {
    if (this.#text !== undefined) return this.#text
    let text = ''
    let cumulative = 0
    for (let i = 0; i < this.#counts.length; i++) {
      cumulative += this.#counts[i] as number
      text += `${this.#bucketStarts[i]}${cumulative}\n`
    }
    text += `${this.#sumStart}${this.#sum}\n${this.#countStart}${cumulative}\n`
    this.#text = text
    return text
  }
}

/** All histograms of one series. Whoever records keeps the child: no labels are joined or looked up for a request. */
export class HistogramFamily implements Family {
  readonly name: string
  readonly series: SeriesDefinition
  readonly #edges: Float64Array
  readonly #children: Histogram[] = []

  /** @param edgesSeconds upper bounds, ascending, without +Inf */
  constructor(series: SeriesDefinition, edgesSeconds: readonly number[]) {
    this.name = series.name
    this.series = series
    this.#edges = Float64Array.from(edgesSeconds)
  }

  /** A new child at zero; call once for each set of labels (in the order of the series' table). */
  add(labels: readonly string[]): Histogram {
    const child = new Histogram(this.series, this.#edges, labels)
    this.#children.push(child)
    return child
  }

  *texts(): Iterable<string> {
    if (this.#children.length > 0) yield headText(this.series)
    for (const child of this.#children) yield child.text()
  }

  readings(): HistogramReading[] {
    return this.#children.map((child) => child.reading())
  }
}
