import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { startTemporaryStack, type TemporaryStack } from '../../stack/temporary-stack.ts'
import { type MetricsPage, scrapePage } from '../../test/support/metrics-page.ts'
import { waitFor } from '../../test/support/watched-process.ts'
import { startPoller } from './start-poller.ts'

let databases: TemporaryStack
before(async () => {
  databases = await startTemporaryStack(['postgresql', 'redis'])
})
after(() => databases.close())

/** Stands before a server, so that a test can take the server away and bring it back. */
async function aDoor(t: TestContext, url: string) {
  const { hostname, port: targetPort } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((inside) => {
    const outside = connect(Number(targetPort), hostname)
    for (const socket of [inside, outside]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    inside.pipe(outside).pipe(inside)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const shut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  t.after(shut)
  const ownUrl = new URL(url)
  ownUrl.port = String(port)
  return { url: ownUrl.href, shut, open: () => server.listen(port, '127.0.0.1') }
}

async function aPoller(t: TestContext, postgresqlUrl: string, redisUrl: string) {
  const lines: string[] = []
  const settings = { postgresqlUrl, redisUrl, host: '127.0.0.1', port: 0 }
  const poller = await startPoller(settings, (line) => lines.push(line))
  t.after(() => poller.stop())
  const until = async (condition: (page: MetricsPage) => boolean): Promise<MetricsPage> => {
    let page = await scrapePage(poller.url)
    await waitFor(async () => {
      page = await scrapePage(poller.url)
      return condition(page)
    })
    return page
  }
  return { url: poller.url, until, lines }
}

const bothAre = (value: number) => (page: MetricsPage) =>
  page.value('postgresql_up') === value && page.value('redis_up') === value

test('connections by state, their maximum and the memory of Redis are on the page', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const idle = new Client({ connectionString: databaseAdmin })
  await idle.connect()
  t.after(() => idle.end())
  const { until } = await aPoller(t, databaseAdmin, redis)

  const page = await until(bothAre(1))

  assert.equal(page.value('postgresql_backends', { state: 'active' }), 1) // the poller's own
  assert.equal(page.value('postgresql_backends', { state: 'idle' }), 1)
  assert.equal(page.value('postgresql_backends', { state: 'idle in transaction' }), 0)
  assert.equal(page.value('postgresql_connection_max'), 150)
  assert.ok((page.value('redis_memory_used_bytes') ?? 0) > 100_000)
  assert.ok((page.value('redis_maxmemory_bytes') ?? -1) >= 0)
})

test('a server that goes away is up 0 without gauges, and comes back by itself', async (t) => {
  const postgresql = await aDoor(t, databases.addresses.databaseAdmin)
  const redis = await aDoor(t, databases.addresses.redis)
  const { until, lines } = await aPoller(t, postgresql.url, redis.url)
  await until(bothAre(1))

  postgresql.shut()
  redis.shut()
  const down = await until(bothAre(0))
  postgresql.open()
  redis.open()
  const back = await until(bothAre(1))

  assert.doesNotMatch(down.text, /^(postgresql_(backends|connection_max)|redis_m)/m)
  assert.equal(back.value('postgresql_connection_max'), 150)
  assert.equal(lines.filter((line) => line.startsWith('PostgreSQL does not answer')).length, 1)
  assert.equal(lines.filter((line) => line.startsWith('Redis does not answer')).length, 1)
})

/** A client of its own for one test. */
async function aClient(t: TestContext, connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  client.on('error', () => undefined) // the server ends it with the stack
  await client.connect()
  t.after(() => client.end())
  return client
}

test('a lock that is waited for, an open transaction and a deadlock are seen', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const [holder, waiter] = [await aClient(t, databaseAdmin), await aClient(t, databaseAdmin)]
  await holder.query('CREATE TABLE locked (id int PRIMARY KEY, n int)')
  await holder.query('INSERT INTO locked VALUES (1, 0), (2, 0)')
  const { until } = await aPoller(t, databaseAdmin, redis)
  const deadlocks = (page: MetricsPage) =>
    page.value('postgresql_deadlocks_total', { db_namespace: 'demo' }) ?? 0
  const rollbacks = (page: MetricsPage) =>
    page.value('postgresql_rollbacks_total', { db_namespace: 'demo' }) ?? 0
  const before = await until(bothAre(1))

  await holder.query('BEGIN; UPDATE locked SET n = 1 WHERE id = 1')
  await waiter.query('BEGIN; UPDATE locked SET n = 1 WHERE id = 2')
  const waiting = waiter.query('UPDATE locked SET n = 2 WHERE id = 1')
  const outcome = Promise.allSettled([waiting])
  const page = await until(
    (now) =>
      now.value('postgresql_database_locks', { mode: 'ShareLock', granted: 'false' }) === 1 &&
      (now.value('postgresql_transaction_max_age_seconds', { state: 'idle in transaction' }) ?? 0) >
        0,
  )
  const crossing = await Promise.allSettled([holder.query('UPDATE locked SET n = 2 WHERE id = 2')])
  const outcomes = [...crossing, ...(await outcome)]
  await Promise.all([holder.query('ROLLBACK'), waiter.query('ROLLBACK')])

  assert.equal(page.value('postgresql_backends', { state: 'idle in transaction' }), 1)
  assert.ok(
    (page.value('postgresql_database_locks', { mode: 'RowExclusiveLock', granted: 'true' }) ?? 0) >=
      2,
  )
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 1)
  await until((now) => deadlocks(now) === deadlocks(before) + 1)
  await until((now) => rollbacks(now) >= rollbacks(before) + 2)
})

test('scans of a table over 8 MiB are counted, those of a small one are not on the page', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const client = await aClient(t, databaseAdmin)
  await client.query(`CREATE TABLE small AS SELECT 1 AS id`)
  await client.query(
    `CREATE TABLE large AS SELECT i AS id, repeat('x', 1000) AS filler FROM generate_series(1, 9000) i`,
  )
  await client.query('ANALYZE large, small')
  const { until } = await aPoller(t, databaseAdmin, redis)
  const labels = { db_namespace: 'demo|public', db_collection_name: 'large' }
  const scans = (page: MetricsPage) => page.value('postgresql_sequential_scans_total', labels)
  const before = scans(await until((page) => scans(page) !== undefined)) ?? 0

  for (let i = 0; i < 3; i++) await client.query('SELECT count(*) FROM large, small')
  await client.query('SELECT pg_stat_force_next_flush()').catch(() => undefined) // PostgreSQL 15 and newer
  await client.query('SELECT 1')

  const page = await until((now) => (scans(now) ?? 0) > before)
  assert.deepEqual(page.labelValues('postgresql_sequential_scans_total', 'db_collection_name'), [
    'large',
  ])
})

test('statements are listed with calls and mean time; constants and utility statements are not shown', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const client = await aClient(t, databaseAdmin)
  const { until } = await aPoller(t, databaseAdmin, redis)
  await client.query(`CREATE ROLE guest PASSWORD 'secret-of-guest'`)
  for (let i = 0; i < 3; i++) await client.query(`SELECT 'secret-word', pg_sleep(0.12)`)

  const texts = (page: MetricsPage) =>
    page.labelValues('postgresql_statement_info', 'db_query_text')
  const slow = 'SELECT $1, pg_sleep($2)'
  const page = await until((now) => texts(now).includes(slow))

  const id = page.labelValues('postgresql_statement_info', 'postgresql_queryid')[
    texts(page).indexOf(slow)
  ]
  const labels = { postgresql_queryid: id ?? '' }
  assert.equal(page.value('postgresql_statement_calls_total', labels), 3)
  assert.ok((page.value('postgresql_statement_mean_exec_time_seconds', labels) ?? 0) > 0.1)
  assert.ok((page.value('postgresql_statement_exec_time_seconds_total', labels) ?? 0) > 0.3)
  assert.equal(page.value('plimsoll_poller_readable', { subject: 'postgresql-statements' }), 1)
  assert.doesNotMatch(page.text, /secret|plimsoll-poller \*|CREATE/)
  assert.ok(texts(page).length <= 20)
})

test('a role without permissions still sees connections and sizes, and what it lacks is said once', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const admin = await aClient(t, databaseAdmin)
  await admin.query('CREATE ROLE stranger LOGIN')
  const stranger = new URL(databaseAdmin)
  stranger.username = 'stranger'
  const { until, lines } = await aPoller(t, stranger.href, redis)

  const first = await until(bothAre(1))
  await until(bothAre(1))

  assert.equal(first.value('plimsoll_poller_readable', { subject: 'postgresql-sessions' }), 0)
  assert.equal(first.value('plimsoll_poller_readable', { subject: 'postgresql-statements' }), 0)
  assert.ok((first.value('postgresql_backends', { state: 'unknown' }) ?? 0) >= 1)
  assert.ok((first.value('postgresql_db_size_bytes', { db_namespace: 'demo' }) ?? 0) > 1_000_000)
  assert.deepEqual(lines.filter((line) => line.includes('cannot be read')).sort(), [
    'postgresql-sessions cannot be read: the role lacks pg_monitor, so others’ states are unknown',
    'postgresql-statements cannot be read: the role lacks pg_monitor',
  ])
})

test('an extension that is dropped is said, not an error; made again it is read again', async (t) => {
  const { databaseAdmin, redis } = databases.addresses
  const admin = await aClient(t, databaseAdmin)
  const { until, lines } = await aPoller(t, databaseAdmin, redis)
  const readable = (page: MetricsPage) =>
    page.value('plimsoll_poller_readable', { subject: 'postgresql-statements' })
  await until((page) => readable(page) === 1)

  await admin.query('DROP EXTENSION pg_stat_statements')
  const without = await until((page) => readable(page) === 0)
  await admin.query('CREATE EXTENSION pg_stat_statements')
  await until((page) => readable(page) === 1)

  assert.equal(without.value('postgresql_up'), 1)
  assert.doesNotMatch(without.text, /postgresql_statement_/)
  assert.deepEqual(
    lines.filter((line) => line.startsWith('postgresql-statements')),
    [
      'postgresql-statements cannot be read: there is no extension pg_stat_statements in this database',
      'postgresql-statements can be read',
    ],
  )
})

test('hits, misses, expiries and slow commands of Redis are counted', async (t) => {
  const { databaseAdmin, redis: url } = databases.addresses
  const redis = new Redis(url)
  t.after(() => redis.disconnect())
  const { until } = await aPoller(t, databaseAdmin, url)
  const before = await until(bothAre(1))
  const grown = (page: MetricsPage, name: string) =>
    (page.value(name) ?? 0) - (before.value(name) ?? 0)

  await redis.set('there', '1')
  await redis.get('there')
  await redis.mget('absent', 'gone')
  await redis.set('brief', '1', 'PX', 1)
  await redis.config('SET', 'slowlog-log-slower-than', '0')
  await redis.ping()
  await redis.config('SET', 'slowlog-log-slower-than', '10000')
  const page = await until((now) => grown(now, 'redis_keys_expired_total') === 1)

  assert.equal(grown(page, 'redis_keyspace_hits_total'), 1)
  assert.equal(grown(page, 'redis_keyspace_misses_total'), 2)
  assert.ok(grown(page, 'redis_slowlog_entries_total') >= 1)
  assert.equal(page.value('redis_slowlog_length'), page.value('redis_slowlog_entries_total'))
  await redis.slowlog('RESET')
  const emptied = await until((now) => now.value('redis_slowlog_length') === 0)
  assert.ok(grown(emptied, 'redis_slowlog_entries_total') >= 1)
})

test('a Redis user who may not read the slow log still reads the rest', async (t) => {
  const { databaseAdmin, redis: url } = databases.addresses
  const redis = new Redis(url)
  t.after(() => redis.disconnect())
  await redis.acl('SETUSER', 'watcher', 'on', '>watch-word', '+info', '+ping', '+client')
  const own = new URL(url)
  own.username = 'watcher'
  own.password = 'watch-word'
  const { until, lines } = await aPoller(t, databaseAdmin, own.href)

  const page = await until(bothAre(1))

  assert.equal(page.value('plimsoll_poller_readable', { subject: 'redis-slowlog' }), 0)
  assert.equal(page.value('redis_slowlog_length'), undefined)
  assert.ok(lines.some((line) => /^redis-slowlog cannot be read: .*NOPERM/.test(line)))
  assert.doesNotMatch(lines.join(), /watch-word/)
})

test('one scrape is one round, and all of it stays under 200 series here', async (t) => {
  const { databaseAdmin, redis: url } = databases.addresses
  const redis = new Redis(url)
  t.after(() => redis.disconnect())
  const poller = await aPoller(t, databaseAdmin, url)
  await poller.until(bothAre(1))
  const commands = async () =>
    Number(/cmdstat_info:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1])
  const before = await commands()

  const page = await scrapePage(poller.url)
  const after = await commands()

  assert.equal(after - before, 2) // the round, and this test's own
  assert.ok(page.text.split('\n').filter((line) => !line.startsWith('#')).length < 200)
})
