import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { HTTP } from '../series/http-series.ts'
import { POSTGRESQL } from '../series/postgresql-series.ts'
import { PROCESS } from '../series/process-series.ts'
import { PUBLISHED, RUN } from '../series/run-series.ts'
import { seriesCounter, seriesGauge, seriesHistogram } from './instruments.ts'
import { counterData, gaugeData, histogramData, seriesProducer } from './metric-data.ts'
import { startTelemetry, type Telemetry } from './start-telemetry.ts'

type Options = Partial<Parameters<typeof startTelemetry>[0]>

async function startedTelemetry(t: TestContext, options: Options = {}): Promise<Telemetry> {
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll-test',
    host: '127.0.0.1',
    port: 0,
    ...options,
  })
  t.after(() => telemetry.stop())
  return telemetry
}

const scrape = async (url: string): Promise<string[]> =>
  (await (await fetch(url)).text()).split('\n')

test('instruments come out under the names of the series table, unit and _total included', async (t) => {
  const { url, meter } = await startedTelemetry(t)
  seriesGauge(meter, PUBLISHED.verdict).record(1, { profile: 'smoke', outcome: 'pass' })
  seriesGauge(meter, PROCESS.eventLoopUtilization).record(0.25)
  seriesCounter(meter, PROCESS.cpuTime).add(1.5, { cpu_mode: 'user' })
  seriesHistogram(meter, HTTP.serverDuration, [0.1, 0.5]).record(0.25, { http_route: '/a' })

  const lines = await scrape(url)

  for (const expected of [
    'plimsoll_verdict{profile="smoke",outcome="pass"} 1',
    'nodejs_eventloop_utilization_ratio 0.25',
    'process_cpu_time_seconds_total{cpu_mode="user"} 1.5',
    'http_server_request_duration_seconds_bucket{http_route="/a",le="0.1"} 0',
    'http_server_request_duration_seconds_bucket{http_route="/a",le="0.5"} 1',
    'http_server_request_duration_seconds_bucket{http_route="/a",le="+Inf"} 1',
    'http_server_request_duration_seconds_sum{http_route="/a"} 0.25',
    '# TYPE process_cpu_time_seconds_total counter',
  ]) {
    assert.ok(lines.includes(expected), `${expected}\nnot in\n${lines.join('\n')}`)
  }
})

test('series of a producer stand on the same page, and are absent when it leaves them out', async (t) => {
  let up = true
  const producer = seriesProducer('test', () =>
    up
      ? [
          gaugeData(POSTGRESQL.backends, [{ labels: { state: 'idle' }, value: 7 }]),
          counterData(RUN.dropped, [{ labels: { run: 'r1' }, value: 2 }]),
          histogramData(RUN.scheduleLag, [
            { labels: { run: 'r1' }, edges: [0.001, 0.01], counts: [5, 3, 1], sum: 0.04 },
          ]),
        ]
      : [],
  )
  const { url } = await startedTelemetry(t, { producers: [producer] })

  const lines = await scrape(url)
  up = false
  const later = await scrape(url)

  for (const expected of [
    'postgresql_backends{state="idle"} 7',
    'plimsoll_dropped_total{run="r1"} 2',
    'plimsoll_schedule_lag_seconds_bucket{run="r1",le="0.001"} 5',
    'plimsoll_schedule_lag_seconds_bucket{run="r1",le="0.01"} 8',
    'plimsoll_schedule_lag_seconds_bucket{run="r1",le="+Inf"} 9',
    'plimsoll_schedule_lag_seconds_count{run="r1"} 9',
  ]) {
    assert.ok(lines.includes(expected), `${expected}\nnot in\n${lines.join('\n')}`)
  }
  assert.ok(!later.some((line) => line.startsWith('postgresql_backends')))
})

test('the resource holds the service name and what the environment says, never the command line', async (t) => {
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=staging'
  t.after(() => {
    delete process.env.OTEL_RESOURCE_ATTRIBUTES
  })
  const { url } = await startedTelemetry(t)

  const info = (await scrape(url)).filter((line) => line.startsWith('target_info{'))

  assert.deepEqual(info, [
    'target_info{deployment_environment_name="staging",service_name="plimsoll-test"} 1',
  ])
})

test('the page says which text format it is; any other path is not found', async (t) => {
  const { url } = await startedTelemetry(t)

  const page = await fetch(url)
  const other = await fetch(url.replace('/metrics', '/'))

  assert.equal(page.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  assert.equal(other.status, 404)
})

test('a taken port is PORT_TAKEN with exit code 93', async (t) => {
  const { port } = await startedTelemetry(t)

  await assert.rejects(
    startTelemetry({ serviceName: 'second', host: '127.0.0.1', port }),
    (error: unknown) => {
      assert.ok(error instanceof PlimsollError)
      assert.equal(error.code, 'PORT_TAKEN')
      assert.equal(error.exitCode, 93)
      assert.equal(error.message, `port 127.0.0.1:${port} is taken`)
      return true
    },
  )
})
