import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client } from 'pg'
import { startTemporaryStack, type TemporaryStack } from '../stack/temporary-stack.ts'
import { waitUntil } from '../stack/wait-until.ts'
import { DemoProcess } from './test-support/demo-process.ts'

let stack: TemporaryStack
let demo: DemoProcess
let admin: Client

function aDemo(env: Record<string, string> = {}): DemoProcess {
  const { database, redis } = stack.addresses
  return new DemoProcess({ DATABASE_URL: database, REDIS_URL: redis, ...env })
}

/** The first start seeds 310,000 rows, which takes a busy machine a while. */
const DEADLINE_MS = 60_000

async function waitFor(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  assert.ok(await waitUntil(condition, DEADLINE_MS), `waited in vain for ${what}`)
}

async function connections(applicationName: string): Promise<number> {
  const sql = 'select count(*)::int as n from pg_stat_activity where application_name = $1'
  const { rows } = await admin.query<{ n: number }>(sql, [applicationName])
  return rows[0]?.n ?? 0
}

before(async () => {
  stack = await startTemporaryStack(['postgresql', 'redis'])
  demo = aDemo()
  await waitFor(() => demo.logged('ready') !== undefined, 'the demo to be ready')
  admin = await connectAdmin()
})

after(async () => {
  await admin?.end()
  await demo?.stop()
  await stack?.close()
})

async function connectAdmin(): Promise<Client> {
  const client = new Client({ connectionString: stack.addresses.databaseAdmin })
  client.on('error', () => {})
  await client.connect()
  return client
}

test('the first start migrates and seeds, the second finds everything done', async () => {
  const { rows } = await admin.query(`select
    (select count(*)::int from agents) as agents, (select count(*)::int from goals) as goals,
    (select count(*)::int from customers) as customers, (select count(*)::int from tasks) as tasks,
    (select count(*)::int from deliverables) as deliverables`)
  assert.deepEqual(rows[0], {
    agents: 10_000,
    goals: 100_000,
    customers: 1000,
    tasks: 50_000,
    deliverables: 150_000,
  })
  const second = aDemo()
  await waitFor(() => second.logged('ready') !== undefined, 'a second demo')
  assert.deepEqual(second.logged('database is up to date')?.applied, [])
  assert.equal(await second.stop(), 0)
})

test('every endpoint answers from real data', async () => {
  for (const [path, expected] of [
    ['/health', { status: 'ok', checks: { postgresql: 'up', redis: 'up' } }],
    ['/agents/10000/tasks', { agentId: 10_000 }],
    ['/goals/100000/deliverables', { goalId: 100_000 }],
    ['/agents/1/configuration', { agentId: 1, configuration: { model: 'medium', language: 'de' } }],
    ['/agents?page=500&limit=20', { page: 500, limit: 20, hasMore: false }],
    ['/agents/industry/finance', { page: 1, limit: 20, hasMore: true }],
    ['/customers/1000/agents', { page: 1, hasMore: false }],
    ['/goals?limit=1', { page: 1, limit: 1, hasMore: true }],
    ['/external/enrichment?company=Cedar', { company: 'Cedar' }],
  ] as const) {
    const { status, body } = await demo.get(path)
    assert.equal(status, 200, path)
    assert.partialDeepStrictEqual(body, expected, path)
  }
  for (const path of [
    '/agents/10001/tasks',
    '/goals/999999/deliverables',
    '/customers/1001/agents',
  ]) {
    assert.equal((await demo.get(path)).status, 404, path)
  }
})

test('cached endpoints hit on the second read and say how long they are good', async () => {
  for (const path of ['/agents?limit=7', '/agents/industry/media', '/agents/4242/configuration']) {
    const first = await demo.send('GET', path)
    const second = await demo.send('GET', path)
    assert.deepEqual([first.cache, second.cache], ['miss', 'hit'], path)
    assert.match(second.cacheControl ?? '', /^private, max-age=\d+$/)
    assert.deepEqual(second.body, first.body)
  }
})

test('a write makes the cached list of goals new', async () => {
  await demo.get('/goals')
  assert.equal((await demo.get('/goals')).cache, 'hit')
  const created = await demo.send('POST', '/goals', { agentId: 1, title: 'Answer in time' })
  assert.equal(created.status, 201)
  const list = await demo.send('GET', '/goals')
  assert.equal(list.cache, 'miss')
  assert.equal(list.body.items[0].id, created.body.id)
  assert.equal((await demo.send('DELETE', `/goals/${created.body.id}`)).status, 204)
  assert.notEqual((await demo.send('GET', '/goals')).body.items[0].id, created.body.id)
  assert.equal((await demo.send('DELETE', `/goals/${created.body.id}`)).status, 404)
  const orphan = await demo.send('POST', '/goals', { agentId: 99_999, title: 'Nobody' })
  assert.equal(orphan.status, 422)
})

test('the connection leak drains the pool until it is switched off', async () => {
  const params = { connectionsPerSecond: 200, max: 110 }
  assert.equal((await demo.send('PUT', '/admin/faults/connection-leak', params)).status, 200)
  const leaked = async () => (await demo.fault('connection-leak')).leakedConnections
  await waitFor(async () => (await leaked()) === 110, 'the pool to be empty')
  assert.equal(await connections('agents-api'), 110)
  assert.equal((await demo.get('/agents/1/tasks')).status, 503)
  assert.equal((await demo.send('DELETE', '/admin/faults/connection-leak')).status, 200)
  assert.equal((await demo.get('/agents/1/tasks')).status, 200)
})

test('extra connections are held beside the pool, all or none', async () => {
  const hold = (count: number) => demo.send('PUT', '/admin/faults/database-connections', { count })
  // The leak before left 110 idle ones in the pool; they end only after half a minute.
  assert.equal((await hold(20)).status, 200)
  assert.equal(await connections('agents-api-fault'), 20)
  assert.equal((await hold(140)).status, 409)
  await waitFor(async () => (await connections('agents-api-fault')) === 0, 'none to be held')
})

test('without Redis the service degrades and says so, and recovers by itself', async () => {
  await stack.stack.stopComponent('redis')
  await waitFor(
    async () => (await demo.send('GET', '/health')).body.checks.redis === 'down',
    'down',
  )
  const health = await demo.send('GET', '/health')
  assert.deepEqual([health.status, health.body.status], [200, 'degraded'])
  const list = await demo.get('/agents')
  assert.deepEqual([list.status, list.cache], [200, 'error'])
  const created = await demo.send('POST', '/goals', { agentId: 1, title: 'Without cache' })
  assert.equal(created.status, 201)
  await stack.stack.startComponent('redis')
  await waitFor(async () => (await demo.get('/agents')).cache === 'hit', 'the cache to be back')
})

test('a restart of PostgreSQL costs errors, not the process', async () => {
  const params = { connectionsPerSecond: 100, max: 5 }
  await demo.send('PUT', '/admin/faults/connection-leak', params)
  await stack.stack.stopComponent('postgresql')
  await waitFor(async () => (await demo.get('/health')).status === 503, 'unavailable')
  assert.equal((await demo.get('/agents/1/tasks')).status, 503)
  await stack.stack.startComponent('postgresql')
  admin = await connectAdmin()
  await waitFor(async () => (await demo.get('/health')).status === 200, 'available again')
  assert.equal((await demo.get('/agents/1/tasks')).status, 200)
  assert.ok(demo.isRunning)
  await demo.send('DELETE', '/admin/faults')
})

test('SIGTERM lets a running request finish, frees the connections and exits with 0', async () => {
  const leaver = aDemo()
  await waitFor(() => leaver.logged('ready') !== undefined, 'a demo that will leave')
  const params = { connectionsPerSecond: 100, max: 3 }
  await leaver.send('PUT', '/admin/faults/connection-leak', params)
  const { url } = leaver
  const slow = fetch(`${url}/external/enrichment`)
  await leaver.get('/agents/2/tasks')
  const stoppedMs = performance.now()
  const exitCode = leaver.stop()
  const answer = await slow
  assert.equal(answer.status, 200)
  assert.equal(await exitCode, 0)
  assert.ok(leaver.logged('stopped'))
  assert.ok(performance.now() - stoppedMs < 4000, 'the deadline of the drain was not needed')
  await assert.rejects(fetch(`${url}/health`))
})
