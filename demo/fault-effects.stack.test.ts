import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Redis } from 'ioredis'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { startTemporaryStack, type TemporaryStack } from '../stack/temporary-stack.ts'
import { waitUntil } from '../stack/wait-until.ts'
import { type MetricsPage, scrapePage } from '../test/support/metrics-page.ts'
import { adminToken, DemoAt } from './test-support/demo-client.ts'
import { DemoProcess } from './test-support/demo-process.ts'
import { readmeParams } from './test-support/readme-params.ts'

/** Small: what the pool's faults do shows at any size. */
const poolMax = 10
const health = { http_request_method: 'GET', http_response_status_code: '200' }

const contract = parseContract(demoContract, 'plimsoll.contract.ts')

let stack: TemporaryStack
let demo: DemoAt

before(async () => {
  stack = await startTemporaryStack(['postgresql', 'redis', 'demo'], {
    env: { demo: { DEMO_ADMIN_TOKEN: adminToken, DEMO_DB_POOL_MAX: String(poolMax) } },
  })
  demo = new DemoAt(stack.addresses.demo)
})

after(() => stack?.close())

const page = (): Promise<MetricsPage> => scrapePage(stack.addresses.demoMetrics)

async function waitFor(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  assert.ok(await waitUntil(condition, 60_000), `waited in vain for ${what}`)
}

/** Waits until a series is above a value; a series that is not there yet is 0. */
async function waitForAbove(
  name: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  await waitFor(async () => ((await page()).value(name, labels) ?? 0) > value, `${name} > ${value}`)
}

interface Histogram {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Observations of a histogram that took longer than an edge. */
function slower({ name, labels }: Histogram, on: MetricsPage, edgeSeconds: number): number {
  const within = on.value(`${name}_bucket`, { ...labels, le: String(edgeSeconds) })
  return (on.value(`${name}_count`, labels) ?? 0) - (within ?? 0)
}

const requests = (route: string): Histogram => ({
  name: 'http_server_request_duration_seconds',
  labels: { ...health, http_route: route },
})
const operations = (table: string): Histogram => ({
  name: 'db_client_operation_duration_seconds',
  labels: {
    db_system_name: 'postgresql',
    db_operation_name: 'SELECT',
    db_collection_name: table,
  },
})
const poolLabels = (): { db_client_connection_pool_name: string } => ({
  db_client_connection_pool_name: `127.0.0.1:${stack.ports.postgresql}/demo`,
})

/** The fail line of an endpoint's P95, seconds: what its bucket edges hold exactly. */
function p95FailSeconds(endpointName: string): number {
  const endpoint = contract.endpoints.find(({ name }) => name === endpointName)
  const target = contract.categories?.[endpoint?.category ?? '']?.p95Ms
  assert.ok(target !== undefined)
  return (target * 1.5) / 1000
}
const limits = contract.resources
const queryLimitSeconds = (limits.dbQuery?.limitMs ?? 100) / 1000

test('a slow query is slow on the server, in the operation and for who asked', async () => {
  const path = '/agents/7/tasks'
  await demo.get(path)
  await demo.switchOn('slow-query', readmeParams('slow-query'))
  assert.equal((await demo.get(path)).status, 200)
  const { slowQueries, slowestMs = 0 } = await demo.fault('slow-query')
  assert.equal(slowQueries, 1)
  assert.ok(slowestMs / 1000 > p95FailSeconds('tasks'), `${slowestMs} ms`)
  const now = await page()
  assert.equal(slower(operations('goals'), now, queryLimitSeconds), 1)
  assert.equal(slower(requests('/agents/:agentId/tasks'), now, p95FailSeconds('tasks')), 1)
  const log = (): string => readFileSync(join(stack.runtime.logs, 'postgresql.log'), 'utf8')
  await waitFor(
    () => /duration: \d{3,}\.\d+ ms .*goals as one/s.test(log()),
    "the server's own log",
  )
  assert.equal((await demo.switchOff('slow-query')).runningQueries, 0)
  await demo.get(path)
  assert.equal(slower(operations('goals'), await page(), queryLimitSeconds), 1)
})

test('N+1 really asks N times more', async () => {
  const customers = operations('customers')
  const count = async () => (await page()).value(`${customers.name}_count`, customers.labels) ?? 0
  await demo.switchOn('n-plus-one', readmeParams('n-plus-one'))
  const beforeCount = await count()
  assert.equal((await demo.get('/goals')).status, 200)
  assert.equal((await count()) - beforeCount, 1000)
  await demo.switchOff('n-plus-one')
  await demo.get('/goals')
  assert.equal((await count()) - beforeCount, 1000)
})

test('an exhausted pool lets requests wait and time out, and recovers at once', async () => {
  const wait = { name: 'db_client_connection_wait_time_seconds', labels: poolLabels() }
  await demo.switchOn('pool-exhaustion', readmeParams('pool-exhaustion'))
  await waitFor(
    async () => (await demo.fault('pool-exhaustion')).heldConnections === poolMax,
    'all connections to be held',
  )
  const before = await page()
  const answers = await Promise.all([1, 2, 3, 4].map((id) => demo.get(`/agents/${id}/tasks`)))
  assert.ok(answers.some(({ status }) => status === 503))
  const now = await page()
  const lineSeconds = (limits.dbPoolWait?.limitMs ?? 0) / 1000
  assert.ok(slower(wait, now, lineSeconds) > slower(wait, before, lineSeconds))
  assert.ok((now.value('db_client_connection_timeouts_total', poolLabels()) ?? 0) > 0)
  assert.deepEqual(await demo.switchOff('pool-exhaustion'), {
    heldConnections: 0,
    waitingRequests: 0,
  })
  assert.equal((await demo.get('/agents/1/tasks')).status, 200)
})

for (const kind of ['files', 'sockets']) {
  test(`leaked ${kind} are open descriptors until they are given back`, async () => {
    const name = 'process_open_file_descriptor_count'
    const before = (await page()).value(name) ?? Number.NaN
    await demo.switchOn('handle-leak', { ...readmeParams('handle-leak'), kind })
    await waitForAbove(name, before + 450)
    assert.equal((await demo.switchOff('handle-leak')).leakedHandles, 0)
    await waitFor(async () => ((await page()).value(name) ?? 0) < before + 50, 'the descriptors')
  })
}

test('Redis is filled under a prefix of its own and emptied of it again', async () => {
  const redis = new Redis(stack.addresses.redis)
  try {
    const usedBytes = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
    const beforeBytes = await usedBytes()
    await demo.get('/agents')
    await demo.switchOn('redis-memory', { ...readmeParams('redis-memory'), megabytes: 64 })
    assert.ok((await usedBytes()) - beforeBytes > 64_000_000)
    await demo.switchOff('redis-memory')
    await waitFor(async () => (await usedBytes()) - beforeBytes < 8_000_000, 'the memory')
    assert.equal((await demo.get('/agents')).cache, 'hit')
  } finally {
    redis.disconnect()
  }
})

test('what cannot be given back while Redis is away is given back when it is there again', async () => {
  await demo.switchOn('redis-memory', { megabytes: 1 })
  await stack.stack.stopComponent('redis')
  const off = () => demo.send('DELETE', '/admin/faults/redis-memory')
  assert.equal((await off()).status, 500)
  await stack.stack.startComponent('redis')
  await waitFor(async () => (await off()).status === 200, 'the fault to end')
})

test('a cache that is off is never hit, and keeps what it stores', async () => {
  const hits = async () =>
    (await page()).value('cache_requests_total', { endpoint: 'list-agents', result: 'hit' })
  await demo.get('/agents')
  await demo.switchOn('cache-off', readmeParams('cache-off'))
  const beforeHits = await hits()
  for (let read = 0; read < 5; read += 1) assert.equal((await demo.get('/agents')).cache, 'miss')
  assert.equal(await hits(), beforeHits)
  await demo.switchOff('cache-off')
  assert.equal((await demo.get('/agents')).cache, 'hit')
})

test('burning threads cost CPU time beside an event loop that still answers', async () => {
  const spent = async () =>
    (await page()).value('process_cpu_time_seconds_total', { cpu_mode: 'user' }) ?? Number.NaN
  const beforeSeconds = await spent()
  await demo.switchOn('cpu-burn', readmeParams('cpu-burn'))
  const burntMs = async () => (await demo.fault('cpu-burn')).burntCpuMs ?? 0
  await waitFor(async () => (await burntMs()) > 1000, 'a second of CPU time')
  assert.equal((await demo.fault('cpu-burn')).burningThreads, 2)
  assert.ok((await spent()) - beforeSeconds > 0.9)
  assert.equal((await demo.switchOff('cpu-burn')).burningThreads, 0)
})

test('a blocked event loop shows as its delay', async () => {
  const line = (limits.eventLoopDelay?.limitMs ?? 100) / 1000
  await demo.switchOn('event-loop-block', readmeParams('event-loop-block'))
  await waitForAbove('nodejs_eventloop_delay_p99_seconds', line)
  await demo.switchOff('event-loop-block')
  await page()
  await waitFor(
    async () => ((await page()).value('nodejs_eventloop_delay_p99_seconds') ?? 1) < line,
    'a free loop',
  )
})

test('a hanging request is never answered, until the fault ends', async () => {
  await demo.switchOn('hang', { route: '/agents/:agentId/tasks' })
  const answer = demo.get('/agents/7/tasks')
  const givenUp = fetch(`${demo.url}/agents/8/tasks`, { signal: AbortSignal.timeout(500) })
  await assert.rejects(givenUp, { name: 'TimeoutError' })
  await waitForAbove('http_server_oldest_active_request_age_seconds', 0.5)
  await waitFor(async () => (await demo.fault('hang')).hangingRequests === 1, 'the client to leave')
  assert.equal((await demo.switchOff('hang')).hangingRequests, 0)
  assert.equal((await answer).status, 200)
})

test('drifting latency crosses the line in time', async () => {
  const line = p95FailSeconds('tasks')
  const before = slower(requests('/agents/:agentId/tasks'), await page(), line)
  await demo.switchOn('latency-drift', { msPerMinute: 60_000, maxMs: 500 })
  await waitFor(async () => (await demo.fault('latency-drift')).delayMs === 500, 'the drift')
  assert.equal((await demo.get('/agents/7/tasks')).status, 200)
  assert.equal(slower(requests('/agents/:agentId/tasks'), await page(), line), before + 1)
  assert.equal((await demo.switchOff('latency-drift')).delayMs, 0)
})

test('logged errors are counted by their level', async () => {
  const name = 'log_events_total'
  const before = (await page()).value(name, { level: 'error' }) ?? Number.NaN
  await demo.switchOn('log-errors', { ...readmeParams('log-errors'), maxLines: 50 })
  await waitForAbove(name, before + 49, { level: 'error' })
  await demo.switchOff('log-errors')
  assert.equal((await page()).value(name, { level: 'error' }), before + 50)
})

for (const mode of ['refuse', 'timeout']) {
  test(`a provider that answers by ${mode} opens the circuit; it closes when it is back`, async () => {
    const path = '/external/enrichment'
    const { unansweredCalls: before = 0 } = await demo.fault('external-down')
    await demo.switchOn('external-down', { ...readmeParams('external-down'), mode })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => demo.get(path)))
    assert.ok(answers.every(({ status }) => status === 502))
    assert.equal((await demo.get(path)).status, 503)
    assert.ok(((await page()).value('enrichment_calls_total', { result: 'circuit_open' }) ?? 0) > 0)
    const { isListening, unansweredCalls = 0 } = await demo.fault('external-down')
    assert.deepEqual([isListening, unansweredCalls - before], mode === 'refuse' ? [0, 0] : [1, 5])
    assert.equal((await demo.switchOff('external-down')).isListening, 1)
    await waitFor(async () => (await demo.get(path)).status === 200, 'the circuit to close')
  })
}

test('a memory fault takes the process over its limit and gives all of it back', async () => {
  const { limitBytes = 0, limitRatio = 1 } = limits.memory ?? {}
  const name = 'process_memory_usage_bytes'
  await demo.switchOn('memory', readmeParams('memory'))
  await waitForAbove(name, 280 * 1024 * 1024)
  await demo.switchOff('memory')
  await waitFor(async () => ((await page()).value(name) ?? 0) < limitBytes * limitRatio, 'memory')
})

test('a restart loop counts down over restarts and ends by itself', async () => {
  const { database, redis } = stack.addresses
  const start = async (): Promise<DemoProcess> => {
    const one = new DemoProcess({ DATABASE_URL: database, REDIS_URL: redis })
    await waitFor(() => one.logged('ready') !== undefined || !one.isRunning, 'a demo')
    return one
  }
  const first = await start()
  await first.switchOn('crash', { times: 2, exitCode: 3, afterMs: 50 })
  assert.equal(await first.end(), 3)
  assert.equal(await (await start()).end(), 3)
  const third = await start()
  assert.deepEqual(await third.fault('crash'), { crashesLeft: 0 })
  await third.switchOn('crash', { afterMs: 600_000, times: 5 })
  assert.deepEqual(await third.switchOff('crash'), { crashesLeft: 0 })
  const connection = new Redis(redis)
  assert.equal(await connection.get('fault:crash'), null)
  connection.disconnect()
  await third.switchOn('crash', { signal: 'SIGKILL' })
  assert.equal(await third.end(), 'SIGKILL')
})
