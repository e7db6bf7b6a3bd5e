import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { MetricsPage } from '../../test/support/metrics-page.ts'
import {
  startWatchedService,
  type WatchedService,
  waitFor,
} from '../../test/support/watched-process.ts'
import {
  type OtlpExport,
  type OtlpPoint,
  type OtlpReceiver,
  startOtlpReceiver,
  valuesOf,
} from './test-support/otlp-receiver.ts'

const PLAIN_EXPRESS = fileURLToPath(
  new URL('../../examples/plain-express/server.cjs', import.meta.url),
)
const DURATION = 'http.server.request.duration'
const DURATION_ON_PAGE = 'http_server_request_duration_seconds'

/** Answers with what OpenTelemetry's API keeps on globalThis (under Symbol.for('opentelemetry.js.api.1')). */
const TELLS_GLOBALS = `
  const { createServer } = require('node:http')
  const server = createServer((_request, response) => {
    const symbols = Object.getOwnPropertySymbols(globalThis).map(String)
    response.end(JSON.stringify(symbols.filter((name) => name.includes('opentelemetry'))))
  })
  server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
`

async function startExporting(
  t: TestContext,
  receiver: OtlpReceiver,
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedService> {
  return startWatchedService(t, [PLAIN_EXPRESS], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    ...env,
  })
}

/** The first export that was read after this call: the next one may have been on its way before. */
async function exportAfterNow(
  { exports }: OtlpReceiver,
  explain: () => string,
): Promise<OtlpExport> {
  const had = exports.length
  await waitFor(() => exports.length >= had + 2, explain)
  return exports.at(-1) ?? assert.fail()
}

const prometheusLabels = (point: OtlpPoint): Record<string, string> =>
  Object.fromEntries(
    Object.entries(valuesOf(point.attributes)).map(([key, value]) => [
      key.replaceAll('.', '_'),
      value,
    ]),
  )

function assertSameHistogram(page: MetricsPage, name: string, point: OtlpPoint): void {
  const labels = prometheusLabels(point)
  assert.equal(page.value(`${name}_count`, labels), point.count, JSON.stringify(labels))
  assert.equal(page.value(`${name}_sum`, labels), point.sum)
  let cumulative = 0
  for (const [i, count] of (point.bucketCounts ?? []).entries()) {
    cumulative += count
    const le = String(point.explicitBounds?.[i] ?? '+Inf')
    assert.equal(page.value(`${name}_bucket`, { ...labels, le }), cumulative, `le ${le}`)
  }
}

test('OTLP and the page say the same of every route, status and bucket', async (t) => {
  const receiver = await startOtlpReceiver(t)
  const service = await startExporting(t, receiver)
  for (const path of ['/items/1', '/items/2', '/items/99', '/health', '/nowhere'])
    await fetch(service.url + path)

  const exported = await exportAfterNow(receiver, service.output)
  const page = await service.scrape()

  const duration = exported.metrics.find(({ name }) => name === DURATION)
  const points = duration?.histogram?.dataPoints ?? []
  for (const point of points) assertSameHistogram(page, DURATION_ON_PAGE, point)
  assert.equal(duration?.histogram?.aggregationTemporality, 2) // cumulative
  assert.equal(
    points.length,
    page.labelValues(`${DURATION_ON_PAGE}_count`, 'http_route').length,
    'as many series both ways',
  )
  assert.equal(
    points.reduce((total, { count = 0 }) => total + count, 0),
    5,
  )
  assert.deepEqual(
    exported.metrics.filter(({ name }) => name.startsWith('http.client.')),
    [],
    'the export itself is no request of the service',
  )
})

test('every family of the page goes by OTLP too, under the name that ingestion turns back', async (t) => {
  const receiver = await startOtlpReceiver(t)
  const service = await startExporting(t, receiver)

  const exported = await exportAfterNow(receiver, service.output)
  const page = await service.scrape()

  const families = [...page.text.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name]) => name)
  const suffixes: Record<string, string> = { s: '_seconds', By: '_bytes', '1': '_ratio' }
  const ingested = exported.metrics.map(
    ({ name, unit = '', sum }) =>
      name.replaceAll('.', '_') + (suffixes[unit] ?? '') + (sum?.isMonotonic ? '_total' : ''),
  )
  // Heap after GC appears with the first major collection, which may fall between the two.
  const settled = (names: (string | undefined)[]) =>
    names.filter((name) => !name?.includes('after_gc')).sort()
  assert.deepEqual(settled(ingested), settled(families))
})

test("the service's name comes from the environment before the contract", async (t) => {
  const receiver = await startOtlpReceiver(t)
  const service = await startExporting(t, receiver, {
    OTEL_SERVICE_NAME: 'checkout',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  })

  const { resource } = await exportAfterNow(receiver, service.output)

  assert.equal(resource['service.name'], 'checkout')
  assert.equal(resource['deployment.environment.name'], 'test')
  assert.ok(resource['service.instance.id'])
})

test('an export that fails is one line, the service answers and ends as before, and recovery is told', async (t) => {
  const receiver = await startOtlpReceiver(t)
  receiver.status = 400
  const service = await startExporting(t, receiver)

  const failures = () => service.output().match(/export by OTLP failed, the service goes on/g) ?? []
  await waitFor(() => failures().length > 0, service.output)
  assert.equal((await fetch(`${service.url}/items/1`)).status, 200)
  receiver.status = 200
  await waitFor(() => /export by OTLP works again/.test(service.output()), service.output)
  const ended = once(service.process, 'exit')
  service.process.kill('SIGTERM')

  assert.deepEqual(await ended, [0, null])
  assert.equal(failures().length, 1)
})

test('an interval that cannot be, or an address that is none, does not stop the service', async (t) => {
  const service = await startWatchedService(t, [PLAIN_EXPRESS], {
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_METRIC_EXPORT_INTERVAL: '-5',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  })

  await waitFor(() => /metrics by OTLP every 60 s/.test(service.output()), service.output)

  assert.equal((await fetch(`${service.url}/items/1`)).status, 200)
  assert.match(service.output(), /OTLP is sent as http\/json only, not as grpc/)
})

test("nothing is registered globally: the service's own OpenTelemetry finds the place free", async (t) => {
  const receiver = await startOtlpReceiver(t)
  const service = await startWatchedService(t, ['--eval', TELLS_GLOBALS], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '100',
  })
  await exportAfterNow(receiver, service.output)

  const globals = await (await fetch(service.url)).json()

  assert.deepEqual(globals, [])
})

test('a backend that is away does not keep an ending service alive', async (t) => {
  const service = await startWatchedService(t, [PLAIN_EXPRESS], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1500',
  })
  await waitFor(() => /export by OTLP failed/.test(service.output()), service.output)
  const ended = once(service.process, 'exit', { signal: AbortSignal.timeout(10_000) })
  service.process.kill('SIGTERM')

  assert.deepEqual(await ended, [0, null])
})
