import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import request from 'supertest'
import { openStore } from '../store/open-store.ts'
import { aRunRecord } from '../store/test-support/a-run-record.ts'
import { aServer, TOKEN } from './test-support/a-server.ts'

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle?: { readonly stack?: readonly Layer[] }
}

/** Every route of the application, from express' own table. */
function routesOf(layers: readonly Layer[]): { method: string; path: string }[] {
  return layers.flatMap(({ route, handle }) => [
    ...Object.keys(route?.methods ?? {}).map((method) => ({ method, path: route?.path ?? '' })),
    ...routesOf(handle?.stack ?? []),
  ])
}

test('every route that changes something refuses a call without the token', async (t) => {
  const { app } = aServer(t)
  const routes = routesOf((app.router as unknown as { stack: Layer[] }).stack)
  const changing = routes.filter(({ method }) => method !== 'get' && method !== 'head')

  assert.deepEqual(changing.map(({ path }) => path).sort(), [
    '/api/alerts',
    '/api/runs',
    '/api/runs/current/load',
    '/api/runs/current/pause',
    '/api/runs/current/resume',
    '/api/runs/current/stop',
    '/api/schedules/:name/run',
    '/api/session',
    '/api/session',
  ])
  for (const { method, path } of changing) {
    const call = request(app)[method as 'post' | 'delete'](path)
    const { status, body } = await call.set('authorization', 'Bearer wrong').send({})
    assert.equal(status, 401, `${method} ${path} is open`)
    assert.equal(body.error.code, 'UNAUTHORIZED')
  }
})

test('methods that no route has are refused without the token too', async (t) => {
  const { app } = aServer(t)

  for (const method of ['put', 'patch', 'delete', 'options'] as const) {
    assert.equal((await request(app)[method]('/api/runs')).status, 401)
  }
})

test('a page of another site cannot read the server by pointing a name at it', async (t) => {
  const { app } = aServer(t)

  const { status, body } = await request(app).get('/api/runs').set('host', 'evil.example:8089')

  assert.equal(status, 403)
  assert.equal(body.error.code, 'HOST_REFUSED')
  for (const host of ['localhost:8089', 'server:8089', 'Server']) {
    assert.equal((await request(app).get('/api/runs').set('host', host)).status, 200, host)
  }
})

test('lists runs and tells one of them, or that there is none', async (t) => {
  const { app, project } = aServer(t)
  const record = aRunRecord()
  const store = openStore(project.home)
  const verdict = { outcome: 'pass', exitCode: 0, sentence: 'PASS' }
  store.runs.save(record, verdict, { requests: 10, errors: 0 }, 'r')
  store.close()

  const { body } = await request(app).get('/api/runs')
  assert.equal(body.finished[0].id, record.id)
  assert.deepEqual((await request(app).get(`/api/runs/${record.id}`)).body.record, record)
  const unknown = await request(app).get('/api/runs/nope')
  assert.equal(unknown.status, 404)
  assert.equal(unknown.body.error.code, 'RUN_UNKNOWN')
})

const post = (app: Parameters<typeof request>[0], path: string) =>
  request(app).post(path).set('authorization', `Bearer ${TOKEN}`)

test('starting a run passes on what the body says, and refuses what it does not know', async (t) => {
  const asked: unknown[] = []
  const { app, log } = aServer(t, {
    startRun: async (of) => {
      asked.push(of)
      return { runId: 'x' }
    },
  })

  const started = await post(app, '/api/runs').send({ profile: 'load', duration: '90s' })
  assert.equal(started.status, 202)
  assert.deepEqual(started.body, { runId: 'x' })
  assert.deepEqual(asked, [{ profile: 'load', durationMs: 90_000 }])
  for (const [body, message] of [
    [{}, /profile/],
    [{ profile: 'load', usres: 3 }, /unknown field: usres/],
    [{ profile: 'load', users: -1 }, /users/],
    [{ profile: 'load', users: 1.5 }, /users/],
    [{ profile: 'load', duration: 'long' }, /duration/],
    [[], /JSON object/],
  ] as const) {
    const refused = await post(app, '/api/runs').send(body)
    assert.equal(refused.status, 400, JSON.stringify(body))
    assert.match(refused.body.error.message, message)
  }
  assert.ok(!log.join('\n').includes(TOKEN), 'the token is in the log')
})

test('a body that is no JSON or too large is refused', async (t) => {
  const { app } = aServer(t)
  const json = 'application/json'

  const broken = await post(app, '/api/runs').set('content-type', json).send('{')
  assert.equal(broken.status, 400)
  assert.equal(broken.body.error.code, 'BODY_INVALID')
  const large = await post(app, '/api/runs')
    .set('content-type', json)
    .send(`"${'x'.repeat(20_000)}"`)
  assert.equal(large.status, 413)
})

test('stopping when nothing runs says so', async (t) => {
  const { app } = aServer(t)

  const { status, body } = await post(app, '/api/runs/current/stop').send()

  assert.equal(status, 409)
  assert.equal(body.error.code, 'NOT_RUNNING')
})

/** As Alertmanager 0.25 sends it. */
const webhook = {
  receiver: 'plimsoll',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'RunLatencyHigh', severity: 'critical', run: 'r' },
      annotations: { summary: 'P95 is over its limit' },
      startsAt: '2026-01-17T14:01:50.123Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'abc',
    },
  ],
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: '',
  version: '4',
  groupKey: '{}:{alertname="RunLatencyHigh"}',
  truncatedAlerts: 0,
}

test("keeps what Alertmanager's webhook delivers and lists it", async (t) => {
  const { app, log } = aServer(t)

  const received = await post(app, '/api/alerts').send(webhook)

  assert.deepEqual(received.body, { received: 1 })
  const { alerts } = (await request(app).get('/api/alerts?limit=5')).body
  assert.equal(alerts.length, 1)
  const [{ receivedAt, ...rest }] = alerts
  assert.ok(Date.now() - Date.parse(receivedAt) < 60_000)
  assert.deepEqual(rest, {
    status: 'firing',
    alert: 'RunLatencyHigh',
    severity: 'critical',
    summary: 'P95 is over its limit',
    startsAt: '2026-01-17T14:01:50.123Z',
    receiver: 'plimsoll',
    groupKey: '{}:{alertname="RunLatencyHigh"}',
    fingerprint: 'abc',
    labels: { alertname: 'RunLatencyHigh', severity: 'critical', run: 'r' },
  })
  assert.ok(log.includes('alert firing: RunLatencyHigh (critical)'))
})

test('a webhook of another version or shape is refused', async (t) => {
  const { app } = aServer(t)

  for (const body of [{}, { ...webhook, version: '3' }, { ...webhook, alerts: [{}] }]) {
    assert.equal((await post(app, '/api/alerts').send(body)).status, 400)
  }
})

test('the proxy asks Prometheus what dashboards ask, and nothing else', async (t) => {
  const asked: string[] = []
  const prometheus = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    response.setHeader('content-type', 'application/json')
    response.end('{"status":"success"}')
  }).listen(0, '127.0.0.1')
  t.after(() => prometheus.close())
  await once(prometheus, 'listening')
  const { port } = prometheus.address() as AddressInfo
  const { app } = aServer(t, { prometheusUrl: async () => `http://127.0.0.1:${port}/` })

  const answer = await request(app).get('/api/prometheus/query?query=up&time=5&evil=1')
  assert.deepEqual(answer.body, { status: 'success' })
  assert.equal((await request(app).get('/api/prometheus/label/job/values')).status, 200)
  for (const path of ['admin/tsdb/snapshot', 'status/config', '../../-/quit', 'targets']) {
    assert.equal((await request(app).get(`/api/prometheus/${path}`)).status, 404, path)
  }
  assert.deepEqual(asked, ['GET /api/v1/query?query=up&time=5', 'GET /api/v1/label/job/values'])
})

test('without a Prometheus the proxy says how to get one', async (t) => {
  const { app } = aServer(t)

  const { status, body } = await request(app).get('/api/prometheus/query?query=up')

  assert.equal(status, 502)
  assert.match(body.error.hint, /plimsoll up/)
})

test('serves the dashboards of the contract', async (t) => {
  const { app } = aServer(t)

  const { dashboards } = (await request(app).get('/api/dashboards')).body
  assert.ok(dashboards.length >= 2)
  const one = await request(app).get(`/api/dashboards/${dashboards[0].name}`)
  assert.equal(one.body.title, dashboards[0].title)
  assert.equal((await request(app).get('/api/dashboards/none')).status, 404)
})

test('serves the console, its charts and the reports, which may run no script but their own', async (t) => {
  const { app, project } = aServer(t)
  mkdirSync(join(project.reports, 'r1'), { recursive: true })
  writeFileSync(join(project.reports, 'r1', 'report.html'), '<!doctype html>report')

  const page = await request(app).get('/')
  assert.match(page.text, /Plimsoll/)
  assert.match(page.headers['content-security-policy'] ?? '', /script-src 'self'/)
  assert.equal(page.headers['x-powered-by'], undefined)
  assert.equal((await request(app).get('/vendor/uplot.js')).status, 200)
  assert.equal((await request(app).get('/vendor/uplot.css')).status, 200)
  const report = await request(app).get('/reports/r1/report.html')
  assert.match(report.text, /report/)
  const policy = report.headers['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'; script-src 'sha256-[^' ]+';/)
  for (const room of ['/runs', '/runs/r1', '/alerts', '/d/plimsoll-overview', '/contract']) {
    assert.equal((await request(app).get(room)).text, page.text, room)
  }
  for (const path of ['/tsconfig.json', '/live.stack.test.ts', '/reports/../../package.json']) {
    assert.equal((await request(app).get(path)).status, 404, path)
  }
})

test('the live stream says at once that nothing runs', async (t) => {
  const { app } = aServer(t)
  const server = app.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const stream = get(`http://127.0.0.1:${port}/api/live`)
  t.after(() => stream.destroy())
  const [response] = await once(stream, 'response')

  assert.equal(response.headers['content-type'], 'text/event-stream')
  let text = ''
  for await (const chunk of response) {
    text += chunk
    if (text.includes('event: idle\ndata: {}\n\n')) break
  }
})
