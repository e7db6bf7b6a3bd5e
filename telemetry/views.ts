import type { ViewOptions } from '@opentelemetry/sdk-metrics'
import type { SeriesDefinition } from '../series/series-definition.ts'

/** What OTLP ingestion appends for a unit (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics). */
const SUFFIX_OF_UNIT: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' }

/** The instrument's own name: the series without what ingestion would append (`_total`, then the unit). */
export function instrumentName(series: SeriesDefinition): string {
  const withoutTotal = series.name.replace(/_total$/, '')
  const suffix = SUFFIX_OF_UNIT[series.unit] ?? (series.name.endsWith('_ratio') ? '_ratio' : '')
  return suffix !== '' && withoutTotal.endsWith(suffix)
    ? withoutTotal.slice(0, -suffix.length)
    : withoutTotal
}

/** Renames each instrument to its series: the JS Prometheus exporter appends no unit by itself. */
export function seriesViews(table: readonly SeriesDefinition[]): ViewOptions[] {
  return table.map((series) => ({ instrumentName: instrumentName(series), name: series.name }))
}
