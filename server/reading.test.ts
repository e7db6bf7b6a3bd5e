import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import request from 'supertest'
import { aContractInput, anEndpoint } from '../test/support/builders.ts'
import { aServer, TOKEN } from './test-support/a-server.ts'

/** As a proxy in front of the server says it. */
const ELSEWHERE = ['x-forwarded-for', '192.0.2.7'] as const

test('from another machine reading needs the token, or the cookie that signing in gave', async (t) => {
  const { app } = aServer(t)
  for (const path of ['/api/runs', '/api/live', '/api/contract', '/reports/r1/report.html']) {
    const { status, body } = await request(app)
      .get(path)
      .set(...ELSEWHERE)
    assert.equal(status, 401, path)
    assert.equal(body.error.code, 'UNAUTHORIZED')
  }
  const bearer = `Bearer ${TOKEN}`
  const read = () =>
    request(app)
      .get('/api/runs')
      .set(...ELSEWHERE)
  assert.equal((await read().set('authorization', bearer)).status, 200)

  const signedIn = await request(app)
    .post('/api/session')
    .set(...ELSEWHERE)
    .set('authorization', bearer)
  const [cookie = ''] = signedIn.get('set-cookie') ?? []
  assert.match(cookie, /; HttpOnly; SameSite=Strict$/)
  assert.ok(!cookie.includes(TOKEN), 'the cookie holds the token')
  const [pair = ''] = cookie.split(';')
  assert.equal((await read().set('cookie', pair)).status, 200)
  assert.equal((await read().set('cookie', `${pair}x`)).status, 401)
})

test('the cookie of a reader changes nothing', async (t) => {
  const { app } = aServer(t)
  const signedIn = await request(app).post('/api/session').set('authorization', `Bearer ${TOKEN}`)
  const [cookie = ''] = signedIn.get('set-cookie') ?? []

  const call = request(app)
    .post('/api/runs')
    .set('cookie', cookie.split(';')[0] ?? '')
  assert.equal((await call.send({ profile: 'load' })).status, 401)
})

test('health and metrics stay open, so that probes and Prometheus need no token', async (t) => {
  const { app } = aServer(t)

  assert.equal(
    (
      await request(app)
        .get('/health')
        .set(...ELSEWHERE)
    ).status,
    200,
  )
})

test('tells the contract with its lines, plans and findings, and none of its headers, bodies or passwords', async (t) => {
  const { app, project } = aServer(t)
  const endpoints = [anEndpoint({ warnMargin: 0.5, latency: { p95Ms: 100 } })]
  const steps = [
    { endpoint: 'checkout', headers: { authorization: 'Bearer s3cret' }, body: 's3cret' },
  ]
  const contract = aContractInput({
    service: { name: 'shop', baseUrl: 'http://user:s3cret@127.0.0.1:3000' },
    endpoints,
    journeys: {
      userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps }] }],
    },
    notify: { webhook: { urlEnv: 'HOOK_URL' } },
  })
  writeFileSync(project.contractPath, JSON.stringify(contract))

  const { text, body } = await request(app).get('/api/contract')

  assert.ok(!text.includes('s3cret'))
  assert.equal(body.service.baseUrl, 'http://127.0.0.1:3000')
  assert.deepEqual(body.endpoints[0].lines, { p95Ms: { warnMs: 100, failMs: 150 } })
  assert.deepEqual(body.profiles[0].levels, [
    [0, 100],
    [10_000, 100],
  ])
  assert.deepEqual(body.notify, { webhook: { urlEnv: 'HOOK_URL' } })
  assert.match(body.digest, /^[0-9a-f]{7}$/)
})

test('serves the runbooks of its alerts and nothing beside them', async (t) => {
  const { app } = aServer(t)

  const { runbooks } = (await request(app).get('/api/runbooks')).body
  assert.ok(runbooks.includes('heap-growth'))
  const { text } = await request(app).get('/api/runbooks/heap-growth').buffer(true)
  assert.match(text, /^# HeapGrowth/)
  for (const name of ['none', '..%2Ferrors', '%2e%2e%2ferrors']) {
    assert.equal((await request(app).get(`/api/runbooks/${name}`)).status, 404, name)
  }
})
