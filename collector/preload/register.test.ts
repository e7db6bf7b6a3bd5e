import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startWatchedService, waitFor } from '../../test/support/watched-process.ts'
import { instrumentationFile, PLAIN_HTTP, temporaryFolder } from './test-support/service-scripts.ts'

const PLAIN_EXPRESS = fileURLToPath(
  new URL('../../examples/plain-express/server.cjs', import.meta.url),
)
const COUNT = 'http_server_request_duration_seconds_count'
const BUCKET = 'http_server_request_duration_seconds_bucket'

const series = (method: string, route: string, status: string) => ({
  http_request_method: method,
  http_route: route,
  http_response_status_code: status,
})

test("a CommonJS Express service without a contract is measured by the framework's routes", async (t) => {
  const service = await startWatchedService(t, [PLAIN_EXPRESS], {}, temporaryFolder(t))

  await fetch(`${service.url}/items/1?full=yes`)
  await fetch(`${service.url}/items/2`)
  await fetch(`${service.url}/items/99`)
  await fetch(`${service.url}/nowhere`)
  const page = await service.scrape()

  assert.equal(page.value(COUNT, series('GET', '/items/:id', '200')), 2)
  assert.equal(page.value(COUNT, series('GET', '/items/:id', '404')), 1)
  assert.equal(page.value(COUNT, series('GET', 'other', '404')), 1)
  assert.match(
    service.output(),
    /no plimsoll\.instrumentation\.json found: routes are the framework's own/,
  )
})

test("with a contract, routes and edges are the contract's, and failures stand at 0 beforehand", async (t) => {
  const env = { PLIMSOLL_INSTRUMENTATION: instrumentationFile(t) }
  const service = await startWatchedService(t, [PLAIN_EXPRESS], env)

  const before = await service.scrape()
  await fetch(`${service.url}/items/1`)
  await fetch(`${service.url}/health`)
  const page = await service.scrape()

  assert.equal(before.value(COUNT, series('GET', '/items/:id', '500')), 0)
  assert.equal(before.value(COUNT, series('GET', '/items/:id', '200')), undefined)
  assert.equal(page.value(COUNT, series('GET', '/items/:id', '200')), 1)
  assert.equal(page.value(BUCKET, { ...series('GET', '/items/:id', '200'), le: '5' }), 1)
  assert.equal(page.value(BUCKET, { ...series('GET', '/items/:id', '200'), le: '10' }), undefined)
  assert.equal(page.value(COUNT, series('GET', 'other', '200')), 1)
  await waitFor(() => /metrics of plain-service on/.test(service.output()))
})

test('status, HEAD, unknown methods and pipelined requests are told apart', async (t) => {
  const env = { PLIMSOLL_INSTRUMENTATION: instrumentationFile(t) }
  const service = await startWatchedService(t, ['--eval', PLAIN_HTTP], env)
  const { port } = new URL(service.url)

  await fetch(`${service.url}/items/1`, { method: 'HEAD' })
  await fetch(`${service.url}/status/503`)
  const socket = connect(Number(port), '127.0.0.1')
  const line = 'GET /items/1 HTTP/1.1\r\nhost: a\r\n\r\n'
  socket.write(`${line}${line}PROPFIND /items/1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
  socket.resume()
  await once(socket, 'close')
  const page = await service.scrape()

  assert.equal(page.value(COUNT, series('HEAD', '/items/:id', '200')), 1)
  assert.equal(page.value(COUNT, series('GET', '/status/:code', '503')), 1)
  assert.equal(page.value(COUNT, series('GET', '/items/:id', '200')), 2)
  assert.equal(page.value(COUNT, series('_OTHER', 'other', '200')), 1)
  assert.equal(page.value('http_server_active_requests'), 0)
})

test('a hanging request is active and ages; when the client gives up it counts as 499', async (t) => {
  const env = { PLIMSOLL_INSTRUMENTATION: instrumentationFile(t) }
  const service = await startWatchedService(t, ['--eval', PLAIN_HTTP], env)
  const age = 'http_server_oldest_active_request_age_seconds'
  const request = get(`${service.url}/slow`).on('error', () => undefined)

  await waitFor(async () => (await service.scrape()).value('http_server_active_requests') === 1)
  const first = await service.scrape()
  await waitFor(async () => (await service.scrape()).value(age) !== first.value(age))
  const second = await service.scrape()
  request.destroy()
  await waitFor(async () => (await service.scrape()).value('http_server_active_requests') === 0)
  const page = await service.scrape()

  assert.ok((second.value(age) ?? 0) > (first.value(age) ?? 0))
  assert.equal(first.value('http_server_open_connections'), 1)
  assert.equal(page.value(COUNT, series('GET', '/slow', '499')), 1)
  assert.equal(page.value(age), 0)
})

test('process, heap, garbage collection and event loop are on the page', async (t) => {
  const gc = `${PLAIN_HTTP}; setInterval(() => gc(), 20)`
  const service = await startWatchedService(t, ['--expose-gc', '--eval', gc])
  const major = { v8js_gc_type: 'major' }
  await waitFor(
    async () =>
      (await service.scrape()).value('v8js_memory_heap_after_gc_bytes', major) !== undefined,
  )

  const page = await service.scrape()

  const between = (name: string, labels: Record<string, string>, low: number, high: number) => {
    const value = page.value(name, labels)
    assert.ok(value !== undefined && value >= low && value <= high, `${name} is ${value}`)
  }
  const MIB = 1_048_576
  const nowSeconds = Date.now() / 1000
  between('process_cpu_time_seconds_total', { cpu_mode: 'user' }, 0.01, 60)
  between('process_cpu_time_seconds_total', { cpu_mode: 'system' }, 0.001, 60)
  between('process_cpu_available_cores', {}, 0.01, 1024)
  between('process_memory_usage_bytes', {}, 20 * MIB, 500 * MIB)
  between('process_start_time_seconds', {}, nowSeconds - 60, nowSeconds)
  between('v8js_memory_heap_after_gc_bytes', major, MIB, 100 * MIB)
  between('v8js_gc_duration_seconds_count', major, 1, 10_000)
  between('v8js_memory_heap_used_bytes', { v8js_heap_space_name: 'old_space' }, MIB, 100 * MIB)
  between('v8js_heap_size_limit_bytes', {}, 100 * MIB, 100_000 * MIB)
  between('nodejs_eventloop_delay_p99_seconds', {}, 0, 1)
  between('nodejs_eventloop_utilization_ratio', {}, 0, 1)
  if (process.platform === 'linux') between('process_open_file_descriptor_count', {}, 5, 200)
})

test("the service's own prom-client series are merged, but for names the page has already", async (t) => {
  const own = `
    const { Counter, Gauge } = require('prom-client')
    new Counter({ name: 'cache_requests_total', help: 'h', labelNames: ['result'] }).inc({ result: 'hit' }, 3)
    new Gauge({ name: 'process_start_time_seconds', help: 'clash' }).set(1)
    new Gauge({ name: 'broken', help: 'h', collect() { throw new Error('no value today') } })
    ${PLAIN_HTTP}`
  const service = await startWatchedService(t, ['--eval', own])

  const page = await service.scrape()

  assert.equal(page.value('cache_requests_total', { result: 'hit' }), 3)
  assert.notEqual(page.value('process_start_time_seconds'), 1)
  await waitFor(() =>
    /prom-client's broken could not be read: no value today/.test(service.output()),
  )
})

test('a registry set to OpenMetrics is left out and said so', async (t) => {
  const own = `
    const client = require('prom-client')
    client.register.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE)
    new client.Counter({ name: 'cache_requests', help: 'h' }).inc()
    ${PLAIN_HTTP}`
  const service = await startWatchedService(t, ['--eval', own])

  const page = await service.scrape()

  assert.doesNotMatch(page.text, /cache_requests/)
  await waitFor(() => /set to OpenMetrics, so its series are left out/.test(service.output()))
})

test('outgoing requests are timed by target and status, by fetch and by node:http', async (t) => {
  const target = createServer((request, response) => {
    if (request.url === '/reset') request.socket.destroy()
    else response.writeHead(request.url === '/bad' ? 500 : 200).end('ok')
  }).listen(0, '127.0.0.1')
  t.after(() => target.close())
  await once(target, 'listening')
  const host = `127.0.0.1:${(target.address() as AddressInfo).port}`
  const calls = `
    const { get } = require('node:http')
    const base = 'http://${host}'
    const byHttp = (path) => new Promise((done) =>
      get(base + path, (r) => r.resume().on('end', done)).on('error', done))
    Promise.all([
      fetch(base + '/ok').then((r) => r.text()),
      fetch(base + '/reset').catch(() => 0),
      byHttp('/bad'), byHttp('/reset'),
    ]).then(() => { ${PLAIN_HTTP} })`
  const service = await startWatchedService(t, ['--eval', calls])

  const page = await service.scrape()

  const count = (status: string): number | undefined =>
    page.value('http_client_request_duration_seconds_count', {
      http_request_method: 'GET',
      server_address: host,
      ...(status && { http_response_status_code: status }),
    })
  assert.deepEqual([count('200'), count('500'), count('')], [1, 1, 2])
})

test("Fastify's channel names the route where there is no contract", async (t) => {
  const fastify = `
    const { createServer } = require('node:http')
    const { tracingChannel } = require('node:diagnostics_channel')
    const channel = tracingChannel('fastify.request.handler')
    const server = createServer((raw, response) => {
      const message = { request: { raw }, route: { url: '/v1/things/:id' } }
      channel.traceSync(() => response.end('ok'), message)
    })
    server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))`
  const service = await startWatchedService(t, ['--eval', fastify], {}, temporaryFolder(t))

  await fetch(`${service.url}/v1/things/7`)
  const page = await service.scrape()

  assert.equal(page.value(COUNT, series('GET', '/v1/things/:id', '200')), 1)
})
