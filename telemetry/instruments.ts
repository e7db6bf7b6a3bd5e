import type { Counter, Gauge, Histogram, Meter } from '@opentelemetry/api'
import type { SeriesDefinition } from '../series/series-definition.ts'
import { instrumentName } from './views.ts'

/** The labels of a series as attributes: one that the table does not name fails to compile. */
export type LabelsOf<S extends SeriesDefinition> = { [label in S['labels'][number]]?: string }

/** A gauge that comes out under the series' name; it keeps its last value until it is set again. */
export function seriesGauge<const S extends SeriesDefinition & { type: 'gauge' }>(
  meter: Meter,
  series: S,
): Gauge<LabelsOf<S>> {
  return meter.createGauge(instrumentName(series), describe(series))
}

/** A counter that comes out under the series' name. */
export function seriesCounter<const S extends SeriesDefinition & { type: 'counter' }>(
  meter: Meter,
  series: S,
): Counter<LabelsOf<S>> {
  return meter.createCounter(instrumentName(series), describe(series))
}

/** A histogram that comes out under the series' name, with the bucket edges of the contract. */
export function seriesHistogram<const S extends SeriesDefinition & { type: 'histogram' }>(
  meter: Meter,
  series: S,
  edgesSeconds: readonly number[],
): Histogram<LabelsOf<S>> {
  const advice = { explicitBucketBoundaries: [...edgesSeconds] }
  return meter.createHistogram(instrumentName(series), { ...describe(series), advice })
}

function describe(series: SeriesDefinition): { description: string; unit: string } {
  return { description: series.help, unit: series.unit }
}
