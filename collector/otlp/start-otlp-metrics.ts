import type { HrTime } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources'
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import { metricData, type ReadableFamily } from './metric-data.ts'

/** What the collector gives to its export. */
export interface OtlpMetricsSettings {
  readonly families: readonly ReadableFamily[]
  /** Awaited before the families are read. */
  readonly refresh: () => Promise<void>
  /** The contract's; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win. */
  readonly serviceName: string | undefined
  /** Begins the exporter's User-Agent, by which the collector leaves its own requests uncounted. */
  readonly userAgent: string
  /** In milliseconds (OTEL_METRIC_EXPORT_INTERVAL, OTEL_METRIC_EXPORT_TIMEOUT). */
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly log: (text: string) => void
}

/**
 * Sends the collector's series by OTLP (http/json) until the process ends. The provider is private: nothing is
 * registered globally, so that the service may have OpenTelemetry of its own. The exporter reads OTEL_EXPORTER_OTLP_*.
 */
export function startOtlpMetrics(settings: OtlpMetricsSettings): void {
  const { serviceName, userAgent, intervalMs, timeoutMs, log } = settings
  const exporter = new OTLPMetricExporter({ userAgent })
  const reader = new PeriodicExportingMetricReader({
    exporter: loggingExporter(exporter, log),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
    metricProducers: [producerOf(settings)],
  })
  const ofContract = serviceName === undefined ? {} : { 'service.name': serviceName }
  const detectors = [
    serviceInstanceIdDetector,
    resourceAttributesEnvDetector,
    serviceNameEnvDetector,
  ]
  const resource = defaultResource()
    .merge(resourceFromAttributes(ofContract))
    .merge(detectResources({ detectors }))
  new MeterProvider({ resource, readers: [reader] })
}

function producerOf({ families, refresh }: OtlpMetricsSettings): MetricProducer {
  const startTime = hrTimeOf(performance.timeOrigin)
  return {
    collect: async () => {
      await refresh()
      const endTime = hrTimeOf(Date.now())
      const metrics = families
        .map((family) => metricData(family, startTime, endTime))
        .filter(({ dataPoints }) => dataPoints.length > 0)
      const scopeMetrics = [{ scope: { name: 'plimsoll' }, metrics }]
      return {
        resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics },
        errors: [],
      }
    },
  }
}

/** OpenTelemetry reports failures to a global logger that nobody has set: here an outage is one line, and so is its end. */
function loggingExporter(
  exporter: OTLPMetricExporter,
  log: (text: string) => void,
): PushMetricExporter {
  let failing = false
  let sending = false
  return {
    export: (metrics, done) => {
      // One at a time: with overlapping retries there is always a timer that keeps an ending service alive.
      if (sending) return done({ code: 0 })
      sending = true
      exporter.export(metrics, (result) => {
        sending = false
        const failed = result.code !== 0 // ExportResultCode.SUCCESS of @opentelemetry/core
        if (failed && !failing) {
          log(`export by OTLP failed, the service goes on: ${reasonOf(result.error)}`)
        }
        if (!failed && failing) log('export by OTLP works again')
        failing = failed
        done(result)
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
    selectAggregation: (type) => exporter.selectAggregation(type),
    // Producers are not asked for a temporality, and what they give is cumulative.
  }
}

function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'no reason given'
  const { code } = error as NodeJS.ErrnoException
  return error.message.split('\n', 1)[0] || String(code ?? error.name)
}

function hrTimeOf(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000)
  return [seconds, Math.round((epochMs - seconds * 1000) * 1e6)]
}
