import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Agent, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startWatchedService, waitFor } from '../../test/support/watched-process.ts'
import { instrumentationFile, PLAIN_HTTP, temporaryFolder } from './test-support/service-scripts.ts'

test('a taken port moves the page to the next one and says so; the service goes on', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1')
  t.after(() => holder.close())
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const env = { PLIMSOLL_METRICS_PORT: String(port) }

  const service = await startWatchedService(t, ['--eval', PLAIN_HTTP], env)

  assert.notEqual(new URL(service.metricsUrl).port, String(port))
  assert.match(service.output(), new RegExp(`metrics \\(${port} was taken\\)`))
  assert.equal((await fetch(service.url)).status, 200)
})

test('an unusable instrumentation file is one line on stderr, and the service starts', async (t) => {
  const broken = instrumentationFile(t, { bucketEdgesSeconds: [2, 1] })
  const env = { PLIMSOLL_INSTRUMENTATION: broken }

  const service = await startWatchedService(t, ['--eval', PLAIN_HTTP], env)
  await fetch(service.url)

  const lines = service
    .output()
    .split('\n')
    .filter((line) => line.startsWith('plimsoll:'))
  assert.match(lines[0] ?? '', /want bucketEdgesSeconds as ascending positive numbers: routes are/)
  assert.equal(lines.length, 2)
})

test('the page does not keep a service alive that has ended, even with a scraper connected', async (t) => {
  const ending = `${PLAIN_HTTP}; process.once('message', () => { process.disconnect(); server.close(); server.closeAllConnections() })`
  const service = await startWatchedService(t, ['--eval', ending])
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const [response] = await once(get(service.metricsUrl, { agent }), 'response')
  await once(response.resume(), 'end')

  const askedMs = performance.now()
  service.process.send('end')
  await once(service.process, 'exit')

  assert.ok(performance.now() - askedMs < 2000) // 5.6 s where sockets are not unref'd
})

test('worker threads and processes that never listen open no page', () => {
  const script = `
    const { Worker } = require('node:worker_threads')
    new Worker('require("node:http").createServer().listen(0, function () { this.close() })', { eval: true, execArgv: process.execArgv.slice(0, 2) })`
  const register = new URL('register.ts', import.meta.url).href

  const { stderr, status } = spawnSync(process.execPath, ['--import', register, '--eval', script], {
    encoding: 'utf8',
    cwd: tmpdir(),
  })

  assert.equal(status, 0)
  assert.equal(stderr.match(/plimsoll:/g)?.length, 1) // the main thread's, of the missing file
  assert.doesNotMatch(stderr, /metrics of/)
})

test('each worker of a cluster has a page of its own', async (t) => {
  const script = `
    const cluster = require('node:cluster')
    if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork()
    else { ${PLAIN_HTTP} }
    if (cluster.isPrimary) process.on('disconnect', () => process.exit())`
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  const env = { PLIMSOLL_METRICS_PORT: String(port) }
  const file = join(temporaryFolder(t), 'cluster.cjs')
  writeFileSync(file, script)
  const service = await startWatchedService(t, [file], env)

  await waitFor(() => [...service.output().matchAll(/metrics of/g)].length === 2, service.output)
  const urls = [...service.output().matchAll(/metrics of .* on (\S+)/g)].map(([, url]) => url)
  service.process.disconnect()
  await once(service.process, 'exit')

  assert.equal(new Set(urls).size, 2)
})
