type Environment = Readonly<Record<string, string | undefined>>

/** OpenTelemetry's own defaults for OTEL_METRIC_EXPORT_INTERVAL and OTEL_METRIC_EXPORT_TIMEOUT. */
const DEFAULT_INTERVAL_MS = 60_000
const DEFAULT_TIMEOUT_MS = 30_000

/** How metrics are to be exported, beside the page. */
export interface OtlpRequest {
  readonly intervalMs: number
  readonly timeoutMs: number
  /** The protocol the environment names and the collector does not speak. */
  readonly unknownProtocol: string | undefined
}

/** Whether the environment asks for metrics by OTLP: by OpenTelemetry's variables, or undefined. */
export function otlpRequest(environment: Environment): OtlpRequest | undefined {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined
  const exporters = environment.OTEL_METRICS_EXPORTER?.split(',').map((name) => name.trim())
  const hasEndpoint =
    environment.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT || environment.OTEL_EXPORTER_OTLP_ENDPOINT
  // A list without otlp (`none`, `prometheus`) refuses it although there is an endpoint, which may be for traces.
  const isWanted = exporters?.[0] ? exporters.includes('otlp') : hasEndpoint
  if (!isWanted) return undefined
  const protocol =
    environment.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL || environment.OTEL_EXPORTER_OTLP_PROTOCOL
  return {
    intervalMs: positiveOr(environment.OTEL_METRIC_EXPORT_INTERVAL, DEFAULT_INTERVAL_MS),
    timeoutMs: positiveOr(environment.OTEL_METRIC_EXPORT_TIMEOUT, DEFAULT_TIMEOUT_MS),
    unknownProtocol: protocol && protocol !== 'http/json' ? protocol : undefined,
  }
}

function positiveOr(text: string | undefined, otherwise: number): number {
  const number = Number(text)
  return number > 0 && Number.isFinite(number) ? number : otherwise
}
