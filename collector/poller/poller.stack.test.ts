import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, type TestContext, test } from 'node:test'
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
  return { until, lines }
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
