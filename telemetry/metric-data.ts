import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import type { SeriesDefinition } from '../series/series-definition.ts'
import type { LabelsOf } from './instruments.ts'

/** One value of a gauge or counter, in the unit of its series. */
export interface Reading<S extends SeriesDefinition> {
  readonly labels: LabelsOf<S>
  readonly value: number
}

/** One histogram, with the counts of each bucket by itself: `counts` is one longer than `edges`. */
export interface HistogramReading<S extends SeriesDefinition> {
  readonly labels: LabelsOf<S>
  readonly edges: readonly number[]
  readonly counts: readonly number[]
  readonly sum: number
}

/**
 * A source of series that are kept elsewhere than in the SDK: what `collect` leaves out is absent from the page,
 * where an instrument of the SDK would repeat its last value.
 */
export function seriesProducer(
  scope: string,
  collect: () => readonly MetricData[] | Promise<readonly MetricData[]>,
): MetricProducer {
  return {
    collect: async () => ({
      resourceMetrics: {
        resource: emptyResource(), // the exporter ignores it and takes the provider's
        scopeMetrics: [{ scope: { name: scope }, metrics: [...(await collect())] }],
      },
      errors: [],
    }),
  }
}

/** A gauge as the exporter takes it. */
export function gaugeData<const S extends SeriesDefinition & { type: 'gauge' }>(
  series: S,
  readings: readonly Reading<S>[],
): MetricData {
  return {
    ...describe(series),
    dataPointType: DataPointType.GAUGE,
    dataPoints: readings.map(({ labels, value }) => point(labels, value)),
  }
}

/** A counter as the exporter takes it. */
export function counterData<const S extends SeriesDefinition & { type: 'counter' }>(
  series: S,
  readings: readonly Reading<S>[],
): MetricData {
  return {
    ...describe(series),
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: readings.map(({ labels, value }) => point(labels, value)),
  }
}

/** A histogram as the exporter takes it. */
export function histogramData<const S extends SeriesDefinition & { type: 'histogram' }>(
  series: S,
  readings: readonly HistogramReading<S>[],
): MetricData {
  return {
    ...describe(series),
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: readings.map(({ labels, edges, counts, sum }) => {
      const count = counts.reduce((total, each) => total + each, 0)
      const buckets = { boundaries: [...edges], counts: [...counts] }
      return point(labels, { buckets, sum, count })
    }),
  }
}

function describe(series: SeriesDefinition) {
  return {
    descriptor: {
      name: series.name,
      description: series.help,
      unit: series.unit,
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
}

/** The text format carries no times, so the points need none that mean something. */
function point<T>(labels: Attributes, value: T): DataPoint<T> {
  const never: HrTime = [0, 0]
  return { startTime: never, endTime: never, attributes: labels, value }
}
