import { type HrTime, ValueType } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
} from '@opentelemetry/sdk-metrics'
import type { SeriesDefinition } from '../../series/series-definition.ts'
import { otlpName, otlpWord } from './otlp-name.ts'

/** What a histogram has counted. */
export interface Distribution {
  /** Upper bounds in seconds, ascending, without +Inf. */
  readonly edges: Iterable<number>
  /** Of each bucket by itself, one more than there are edges. */
  readonly counts: Iterable<number>
  readonly sum: number
}

/** One family as the collector holds it: read anew for each export. */
export interface ReadableFamily {
  readonly series: SeriesDefinition
  /** Labels in the order of the series' table; an empty one is left out. */
  readonly readings: () => Iterable<{
    readonly labels: readonly string[]
    readonly value: number | Distribution
  }>
}

/** One family in the shape that OpenTelemetry's exporters take; counts are since the start of the process. */
export function metricData(family: ReadableFamily, startTime: HrTime, endTime: HrTime): MetricData {
  const { series } = family
  const base = {
    descriptor: { ...otlpName(series), description: series.help, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  const scalars: DataPoint<number>[] = []
  const histograms: DataPoint<ReturnType<typeof histogramValue>>[] = []
  for (const { labels, value } of family.readings()) {
    const point = { startTime, endTime, attributes: attributesOf(series, labels) }
    if (typeof value === 'number') scalars.push({ ...point, value })
    else histograms.push({ ...point, value: histogramValue(value) })
  }
  if (series.type === 'histogram')
    return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms }
  return series.type === 'counter'
    ? { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: scalars }
    : { ...base, dataPointType: DataPointType.GAUGE, dataPoints: scalars }
}

function histogramValue({ edges, counts, sum }: Distribution) {
  const own = [...counts] // plain arrays: the JSON of a typed array is an object
  const count = own.reduce((total, n) => total + n, 0)
  return { buckets: { boundaries: [...edges], counts: own }, sum, count }
}

function attributesOf(
  series: SeriesDefinition,
  labels: readonly string[],
): Record<string, string | number> {
  return Object.fromEntries(
    series.labels
      .map((label, i) => [otlpWord(label), labels[i] ?? ''] as const)
      .filter(([, value]) => value !== '')
      // The conventions want the status as a number.
      .map(([name, value]) => [name, name.endsWith('.status_code') ? Number(value) : value]),
  )
}
