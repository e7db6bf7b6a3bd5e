import type { SeriesDefinition } from '../../series/series-definition.ts'

/** What ingestion appends for a unit (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics). */
const SUFFIX_OF_UNIT: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' }

/** Words of OpenTelemetry's names that hold an underscore themselves; every other underscore was a dot. */
const COMPOUND_WORDS =
  /oldest_active_request_age|oldest_use_age|active_requests|open_connections|pending_requests|wait_time|use_time|start_time|available_cores|open_file_descriptor|after_gc|size_limit|status_code/g

/** How a series is called by OTLP, so that ingestion into Prometheus gives its own name back. */
export interface OtlpName {
  readonly name: string
  /** Empty where ingestion must append nothing: it calls every gauge of the unit `1` a `_ratio`. */
  readonly unit: string
}

/** The instrument's name and unit of a series: `http_server_request_duration_seconds` is `http.server.request.duration` in `s`. */
export function otlpName({ name, unit, type }: SeriesDefinition): OtlpName {
  const bare = type === 'counter' ? withoutEnd(name, '_total') : name
  if (unit === '1') {
    const isRatio = type === 'gauge' && bare.endsWith('_ratio')
    return { name: otlpWord(isRatio ? withoutEnd(bare, '_ratio') : bare), unit: isRatio ? '1' : '' }
  }
  return { name: otlpWord(withoutEnd(bare, SUFFIX_OF_UNIT[unit] ?? '')), unit }
}

/** OpenTelemetry's dotted name of a series or label: `http_response_status_code` is `http.response.status_code`. */
export function otlpWord(name: string): string {
  // '_' inside a compound is hidden from the second step.
  return name
    .replaceAll(COMPOUND_WORDS, (word) => word.replaceAll('_', '\n'))
    .replaceAll('_', '.')
    .replaceAll('\n', '_')
}

function withoutEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text
}
