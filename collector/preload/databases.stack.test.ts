import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startTemporaryStack, type TemporaryStack } from '../../stack/temporary-stack.ts'
import {
  startWatchedService,
  type WatchedService,
  waitFor,
} from '../../test/support/watched-process.ts'

const SERVICE = fileURLToPath(new URL('test-support/database-user.ts', import.meta.url))
const POOL = 'db_client_connection_pool_name'
const STATE = 'db_client_connection_state'

let databases: TemporaryStack
before(async () => {
  databases = await startTemporaryStack(['postgresql', 'redis'])
})
after(() => databases.close())

async function aService(t: TestContext) {
  const { database, redis } = databases.addresses
  const env = { DATABASE_URL: database, REDIS_URL: redis }
  const service = await startWatchedService(t, [SERVICE], env)
  const pool = { [POOL]: new URL(database).host + new URL(database).pathname }
  const ask = async (path: string) => (await fetch(service.url + path)).text()
  return { service, pool, ask }
}

const operations = async (service: WatchedService, labels: Record<string, string>) =>
  (await service.scrape()).value('db_client_operation_duration_seconds_count', labels)

test('the pool shows its connections, who waits, and how long they were used', async (t) => {
  const { service, pool, ask } = await aService(t)
  await ask('/query')
  const idle = await service.scrape()
  assert.equal(idle.value('db_client_connection_max', pool), 2)
  assert.equal(idle.value('db_client_connection_count', { ...pool, [STATE]: 'idle' }), 1)
  assert.equal(idle.value('db_client_connection_count', { ...pool, [STATE]: 'used' }), 0)
  assert.equal(idle.value('db_client_connection_timeouts_total', pool), 0)

  await ask('/hold')
  await ask('/hold')
  const waiter = ask('/hold')
  await waitFor(
    async () => (await service.scrape()).value('db_client_connection_pending_requests', pool) === 1,
  )
  const full = await service.scrape()
  const refusal = await waiter
  await ask('/release')
  const page = await service.scrape()

  assert.equal(full.value('db_client_connection_count', { ...pool, [STATE]: 'used' }), 2)
  assert.equal(refusal, 'timeout exceeded when trying to connect')
  assert.equal(page.value('db_client_connection_timeouts_total', pool), 1)
  assert.equal(page.value('db_client_connection_wait_time_seconds_count', pool), 4)
  assert.ok((page.value('db_client_connection_wait_time_seconds_sum', pool) ?? 0) > 0.29)
  assert.equal(page.value('db_client_connection_use_time_seconds_count', pool), 2)
  assert.equal(page.value('db_client_connection_pending_requests', pool), 0)
  // The one still held is 300 ms old at least, and shows nowhere in use time.
  assert.ok((page.value('db_client_connection_oldest_use_age_seconds', pool) ?? 0) > 0.29)
})

test('queries are counted by operation and table, failed ones too, in both forms', async (t) => {
  const { service, ask } = await aService(t)
  const select = { db_system_name: 'postgresql', db_operation_name: 'SELECT' }
  const fail = { ...select, db_operation_name: 'DELETE', db_collection_name: 'missing_table' }

  await ask('/query')
  await ask('/query')
  assert.equal(await ask('/callback'), '[{"two":2}]')
  assert.match(await ask('/fail'), /relation "missing_table" does not exist/)

  assert.equal(await operations(service, { ...select, db_collection_name: 'pg_class' }), 2)
  assert.equal(await operations(service, select), 1)
  assert.equal(await operations(service, fail), 1)
})

test('Redis commands are counted by name, those of a transaction and failed ones too', async (t) => {
  const { service, ask } = await aService(t)
  const redis = (name: string) => ({ db_system_name: 'redis', db_operation_name: name })

  assert.equal(await ask('/redis'), '"line"')
  assert.equal(await ask('/pipeline'), '[[null,1],[null,1]]')
  assert.match(await ask('/redis-fail'), /WRONGTYPE/)

  for (const name of ['SET', 'GET', 'MULTI', 'INCR', 'EXPIRE', 'EXEC', 'LPUSH']) {
    assert.equal(await operations(service, redis(name)), 1, name)
  }
})

test("a rejection that the service does not handle stays the service's to see", async (t) => {
  const { ask } = await aService(t)
  await ask('/redis')

  await ask('/forget')
  await ask('/redis-forget')

  await waitFor(async () => (await ask('/unhandled')) === '2')
})
