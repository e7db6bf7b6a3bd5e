import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Meter } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, type MetricProducer } from '@opentelemetry/sdk-metrics'
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions'
import { PlimsollError } from '../contract/errors.ts'
import { ALL_SERIES } from '../series/all-series.ts'
import { seriesViews } from './views.ts'

/** The metrics page of one of our own processes. */
export interface Telemetry {
  /** Where Prometheus scrapes, `/metrics` included. */
  readonly url: string
  readonly port: number
  readonly meter: Meter
  readonly stop: () => Promise<void>
}

/**
 * Starts OpenTelemetry in one of our own processes, registering nothing globally. Instruments are built by
 * `seriesGauge` and its kin, series that are kept elsewhere come by `producers`.
 * The resource is read from the environment only: process arguments are secrets.
 * @param options.port 0 takes a free one
 */
export async function startTelemetry(options: {
  readonly serviceName: string
  readonly host: string
  readonly port: number
  readonly producers?: readonly MetricProducer[]
}): Promise<Telemetry> {
  const exporter = new PrometheusExporter({
    preventServerStart: true, // its own server knows no free port and takes 0 for 9464
    metricProducers: [...(options.producers ?? [])],
    withoutScopeInfo: true,
  })
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: options.serviceName }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    readers: [exporter],
    views: seriesViews(ALL_SERIES),
  })
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] === '/metrics') {
      exporter.getMetricsRequestHandler(request, response)
      // Over the exporter's bare `text/plain`: version of the text format, and our help texts are not ASCII.
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    } else response.writeHead(404).end()
  })
  const { port } = await listen(server, options.host, options.port)
  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${shownHost}:${port}/metrics`,
    port,
    meter: provider.getMeter('plimsoll'),
    stop: async () => {
      await provider.shutdown()
      await close(server)
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') {
        const hint = 'stop what holds it, or choose another port (0 takes a free one)'
        return reject(
          new PlimsollError('PORT_TAKEN', `port ${host}:${port} is taken`, { hint, cause }),
        )
      }
      if (cause.code === 'EMFILE') {
        const hint = 'raise the limit: ulimit -n 65536'
        const why = 'no port for metrics: this process may open no more files'
        return reject(new PlimsollError('PROCESS_FAILED', why, { hint, cause }))
      }
      const message = `metrics cannot listen on ${host}:${port}: ${cause.message}`
      const hint = 'name an address or host name of this machine that Prometheus reaches'
      reject(new PlimsollError('USAGE', message, { hint, cause }))
    })
    server.listen({ host, port, exclusive: true }, () => resolve(server.address() as AddressInfo))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections() // a scraper keeps its connection alive
  })
}
