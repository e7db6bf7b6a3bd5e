import type { SeriesDefinition } from '../../series/series-definition.ts'

/** One metric family on the page. */
export interface Family {
  readonly name: string
  readonly series: SeriesDefinition
  /** Its text in Prometheus' format 0.0.4, in pieces of a few lines; nothing while it has no values. */
  readonly texts: () => Iterable<string>
  /** The same as values, for OTLP. */
  readonly readings: () => Iterable<Reading | HistogramReading>
}

/** A value with its labels in the order of the series' table; an empty label is left out. */
export interface Reading {
  readonly labels: readonly string[]
  readonly value: number
}

/** A histogram with its labels; what it holds is the accumulator itself, so read it at once. */
export interface HistogramReading {
  readonly labels: readonly string[]
  readonly value: {
    /** Upper bounds, ascending, without +Inf. */
    readonly edges: Float64Array
    /** Of each bucket by itself, the last one for what is over every edge. */
    readonly counts: Float64Array
    readonly sum: number
  }
}

/** A gauge or counter that is read when Prometheus asks. */
export function scalarFamily(series: SeriesDefinition, read: () => readonly Reading[]): Family {
  return {
    name: series.name,
    series,
    readings: read,
    texts: () => {
      const readings = read()
      if (readings.length === 0) return []
      const lines = readings.map(({ labels, value }) => {
        const text = labelText(series, labels)
        return `${series.name}${text === '' ? '' : `{${text}}`} ${numberText(value)}\n`
      })
      return [headText(series) + lines.join('')]
    },
  }
}

/** A gauge or counter with one value and no labels; absent while there is none. */
export function singleFamily(series: SeriesDefinition, read: () => number | undefined): Family {
  return scalarFamily(series, () => {
    const value = read()
    return value === undefined ? [] : [{ labels: [], value }]
  })
}

export function headText(series: SeriesDefinition): string {
  return `# HELP ${series.name} ${series.help}\n# TYPE ${series.name} ${series.type}\n`
}

/** `a="1",b="2"`, escaped as the text format demands. */
export function labelText(series: SeriesDefinition, values: readonly string[]): string {
  return series.labels
    .map((label, i) => [label, values[i] ?? ''] as const)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}="${escapeValue(value)}"`)
    .join(',')
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}
