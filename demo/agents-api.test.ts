import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { Express } from 'express'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import request from 'supertest'
import contract from '../plimsoll.contract.ts'
import { waitUntil } from '../stack/wait-until.ts'
import { createAgentsApi } from './agents-api.ts'
import { createPool } from './database.ts'
import { EnrichmentClient } from './enrichment-client.ts'
import { ExternalProvider } from './external-provider.ts'
import { createServiceMetrics } from './service-metrics.ts'
import { parseSettings } from './settings.ts'

/** Port 9 (discard) refuses on loopback: the service as it is when nothing it needs is there. */
const nowhere = '127.0.0.1:9'

const logger = pino({ level: 'silent' })
/** Calls go nowhere all the same: only the fault that acts on the provider knows this one. */
const provider = await ExternalProvider.start(0, logger)
after(() => provider.close())

function anApi(env: Record<string, string> = {}): Express {
  const settings = parseSettings({ DATABASE_URL: `postgresql://demo@${nowhere}/demo`, ...env })
  const metrics = createServiceMetrics(new Registry(), [])
  const pool = createPool(settings.databaseUrl, settings.databasePoolMax, logger)
  const redis = new Redis(`redis://${nowhere}`, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  const enrichment = new EnrichmentClient({
    url: `http://${nowhere}`,
    ratePerSecond: 7,
    results: metrics.enrichments,
    logger,
  })
  return createAgentsApi({ settings, pool, redis, provider, enrichment, metrics, logger }).app
}

const withSwitches = () => anApi({ DEMO_ADMIN_TOKEN: 'open sesame' })
const token = 'Bearer open sesame'
const switchOn = (app: Express, fault: string, params: object) =>
  request(app).put(`/admin/faults/${fault}`).set('authorization', token).send(params)

test('without a token in the environment there is no admin API', async () => {
  const answer = await request(anApi()).get('/admin/faults').set('authorization', 'Bearer ')
  assert.equal(answer.status, 404)
})

test('the admin API answers nobody without the token', async () => {
  const app = withSwitches()
  for (const authorization of ['', 'Bearer open', 'open sesame', `${token} `.repeat(2)]) {
    const answer = await request(app).delete('/admin/faults').set('authorization', authorization)
    assert.equal(answer.status, 401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
  }
})

test('the list shows every fault, switched off', async () => {
  const answer = await request(withSwitches()).get('/admin/faults').set('authorization', token)
  const faults: { name: string; active: boolean }[] = answer.body.faults
  assert.equal(faults.length, 19)
  assert.ok(faults.every(({ active }) => !active))
})

for (const [fault, params, message] of [
  ['event-loop-block', { ms: 95, everyMs: 100 }, /never free cannot be switched off/],
  ['crash', { exitCode: 1, signal: 'SIGKILL' }, /exitCode or by signal, not both/],
  ['crash', { signal: 'SIGTERM' }, /signal must be one of SIGKILL, SIGABRT, SIGSEGV/],
  ['hang', { ratio: 2, forSeconds: 0 }, /ratio must be .*forSeconds must be a number from 1 to/],
  ['errors', {}, /ratio must be a number from 0 to 1, not missing/],
] as const) {
  test(`${fault} with ${JSON.stringify(params)} is refused with a reason`, async () => {
    const answer = await switchOn(withSwitches(), fault, params)
    assert.equal(answer.status, 400)
    assert.match(answer.body.error.message, message)
  })
}

test('without Redis a crash is refused: nobody would count it', async () => {
  const answer = await switchOn(withSwitches(), 'crash', { times: 3 })
  assert.equal(answer.status, 409)
})

test('a fault with a deadline ends by itself, even when it was switched over before', async () => {
  const app = withSwitches()
  await switchOn(app, 'errors', { ratio: 1, forSeconds: 1 }).expect(200)
  await switchOn(app, 'errors', { ratio: 1 }).expect(200)
  await switchOn(app, 'memory', { megabytes: 1, forSeconds: 1 }).expect(200)
  const active = async (): Promise<string[]> => {
    const { body } = await request(app).get('/admin/faults').set('authorization', token)
    const faults: { name: string; active: boolean }[] = body.faults
    return faults.filter((one) => one.active).map(({ name }) => name)
  }
  assert.deepEqual(await active(), ['errors', 'memory'])
  assert.ok(await waitUntil(async () => (await active()).length === 1, 5000))
  assert.deepEqual(await active(), ['errors'])
})

test('the README describes every fault and every route', async () => {
  const app = withSwitches()
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const described = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  const { body } = await request(app).get('/admin/faults').set('authorization', token)
  assert.deepEqual(
    described,
    body.faults.map(({ name }: { name: string }) => name),
  )
  const routes = [...readme.matchAll(/`((?:GET|POST|DELETE) \/(?!admin)\S*)`/g)]
  assert.equal(new Set(routes.map(([, route]) => route)).size, 11)
  for (const [, route] of routes) await switchOn(app, 'latency', { ms: 1, route }).expect(200)
})

test("every endpoint of the demo's contract is a route", async () => {
  const app = withSwitches()
  for (const { method = 'GET', path } of contract.endpoints) {
    await switchOn(app, 'latency', { ms: 1, route: `${method} ${path}` }).expect(200)
  }
})

test('an unknown fault is a 404 that names the known ones', async () => {
  const answer = await switchOn(withSwitches(), 'gremlins', {})
  assert.equal(answer.status, 404)
  assert.match(answer.body.error.message, /known: latency, latency-drift/)
})

test('the errors fault strikes only the route it names', async () => {
  const app = withSwitches()
  await switchOn(app, 'errors', { ratio: 1, route: 'GET /goals' }).expect(200)
  assert.equal((await request(app).get('/goals')).body.error.code, 'injected')
  assert.equal((await request(app).get('/agents/x/tasks')).status, 400)
  await request(app).delete('/admin/faults/errors').set('authorization', token).expect(200)
  assert.notEqual((await request(app).get('/goals')).body.error.code, 'injected')
})

test('a fault without a route spares health and the admin API; named, it strikes health too', async () => {
  const app = withSwitches()
  await switchOn(app, 'errors', { ratio: 1 }).expect(200)
  assert.equal((await request(app).get('/agents/1/tasks')).body.error.code, 'injected')
  assert.equal((await request(app).get('/health')).body.status, 'unavailable')
  await switchOn(app, 'errors', { ratio: 1, route: '/health' }).expect(200)
  assert.equal((await request(app).get('/health')).body.error.code, 'injected')
})

test('the latency fault delays what it strikes', async () => {
  const app = withSwitches()
  await switchOn(app, 'latency', { ms: 60 }).expect(200)
  const startedMs = performance.now()
  await request(app).get('/agents/x/tasks').expect(400)
  assert.ok(performance.now() - startedMs >= 59)
})

test('the memory fault holds real resident memory and gives it back at once', async () => {
  const app = withSwitches()
  const beforeBytes = process.memoryUsage.rss()
  await switchOn(app, 'memory', { megabytes: 100 }).expect(200)
  assert.ok(process.memoryUsage.rss() - beforeBytes > 90e6)
  const answer = await request(app).delete('/admin/faults').set('authorization', token)
  assert.equal(answer.status, 200)
  assert.ok(process.memoryUsage.rss() - beforeBytes < 30e6)
})

test('without PostgreSQL the service is unavailable and says so', async () => {
  const app = anApi()
  const health = await request(app).get('/health')
  assert.equal(health.status, 503)
  assert.deepEqual(health.body.checks, { postgresql: 'down', redis: 'down' })
  const list = await request(app).get('/agents')
  assert.equal(list.status, 503)
  assert.equal(list.headers['retry-after'], '1')
})

test('a failing provider opens the circuit; beyond the quota calls are refused', async () => {
  const app = anApi()
  const call = async (): Promise<[number, string]> => {
    const { status, body } = await request(app).get('/external/enrichment')
    return [status, body.error.code]
  }
  for (let failure = 0; failure < 5; failure += 1) assert.deepEqual(await call(), [502, 'failed'])
  assert.deepEqual(await call(), [503, 'circuit_open'])
  // The quota is 7 a second: how many calls it takes to use it up depends on how quick they are.
  assert.ok(await waitUntil(async () => (await call())[1] === 'rate_limited', 5000))
})

for (const [name, send] of [
  ['page 0', (app: Express) => request(app).get('/agents?page=0')],
  ['limit 101', (app: Express) => request(app).get('/agents?limit=101')],
  ['a repeated page', (app: Express) => request(app).get('/agents?page=1&page=2')],
  ['an industry in capitals', (app: Express) => request(app).get('/agents/industry/FINANCE')],
  ['an id beyond integer', (app: Express) => request(app).get('/agents/2147483648/configuration')],
  ['broken JSON', (app: Express) => request(app).post('/goals').type('json').send('{"agentId":')],
  ['no body', (app: Express) => request(app).post('/goals')],
  [
    'an empty title',
    (app: Express) => request(app).post('/goals').send({ agentId: 1, title: ' ' }),
  ],
] as const) {
  test(`${name} is the client's mistake`, async () => {
    const answer = await send(anApi())
    assert.equal(answer.status, 400)
    assert.ok(answer.body.error.message.length > 0)
  })
}
