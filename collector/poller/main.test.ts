import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { scrapePage } from '../../test/support/metrics-page.ts'
import { waitFor } from '../../test/support/watched-process.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

function startMain(t: TestContext, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  t.after(() => child.kill('SIGKILL'))
  return { child, output: () => output }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('databases that are down are up 0, no password is printed, and SIGTERM ends it', async (t) => {
  const port = await closedPort()
  const { child, output } = startMain(t, {
    PLIMSOLL_POLL_POSTGRESQL_URL: `postgresql://u:secret@127.0.0.1:${port}/d`,
    PLIMSOLL_POLL_REDIS_URL: `redis://u:secret@127.0.0.1:${port}`,
  })
  await waitFor(() => /ready.*PostgreSQL does.*Redis does/s.test(output()), output)

  const url = /ready, metrics on (\S+)/.exec(output())?.[1] ?? ''
  const page = await scrapePage(url)
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')

  assert.equal(page.value('postgresql_up'), 0)
  assert.equal(page.value('redis_up'), 0)
  assert.doesNotMatch(page.text, /postgresql_backends|redis_memory/)
  assert.match(output(), /PostgreSQL does not answer: connect ECONNREFUSED/)
  assert.doesNotMatch(output(), /secret/)
  assert.equal(code, 0)
})

const REFUSALS: readonly (readonly [
  what: string,
  env: Record<string, string>,
  code: number,
  text: RegExp,
])[] = [
  ['no URL', { PLIMSOLL_POLL_REDIS_URL: 'secret' }, 2, /: PLIMSOLL_POLL_REDIS_URL is no URL\n$/],
  [
    'no port',
    { PLIMSOLL_POLL_REDIS_URL: 'redis://a', PLIMSOLL_POLLER_PORT: 'http' },
    2,
    /PLIMSOLL_POLLER_PORT is no port number/,
  ],
]

for (const [what, env, code, text] of REFUSALS) {
  test(`${what} ends it with ${code}`, async (t) => {
    const { child, output } = startMain(t, env)

    const [exitCode] = await once(child, 'close')

    assert.equal(exitCode, code)
    assert.match(output(), text)
  })
}

test('a taken port ends it with 93', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1')
  t.after(() => holder.close())
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const { child, output } = startMain(t, {
    PLIMSOLL_POLL_REDIS_URL: 'redis://127.0.0.1:1',
    PLIMSOLL_POLLER_PORT: String(port),
  })

  const [exitCode] = await once(child, 'close')

  assert.equal(exitCode, 93)
  assert.match(output(), new RegExp(`port 127.0.0.1:${port} is taken`))
})

test('without databases it serves the host, and says nothing of what it was not asked for', async (t) => {
  const { output } = startMain(t, {
    PLIMSOLL_POLL_POSTGRESQL_URL: '',
    PLIMSOLL_POLL_REDIS_URL: '',
    PLIMSOLL_POLLER_PORT: '0',
  })
  await waitFor(() => /ready/.test(output()), output)

  const page = await scrapePage(/ready, metrics on (\S+)/.exec(output())?.[1] ?? '')

  const isLinux = process.platform === 'linux'
  assert.equal(page.value('plimsoll_poller_readable', { subject: 'host' }), isLinux ? 1 : 0)
  assert.equal(/^system_/m.test(page.text), isLinux)
  assert.doesNotMatch(page.text, /^(postgresql|redis)_/m)
})

test('servers that accept and say nothing are up 0, and the host is still there', async (t) => {
  const silent = createTcpServer().listen(0, '127.0.0.1')
  t.after(() => silent.close())
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const { output } = startMain(t, {
    PLIMSOLL_POLL_POSTGRESQL_URL: `postgresql://u:secret@127.0.0.1:${port}/d`,
    PLIMSOLL_POLL_REDIS_URL: `redis://u:secret@127.0.0.1:${port}`,
  })
  await waitFor(() => /ready/.test(output()), output)

  const page = await scrapePage(/ready, metrics on (\S+)/.exec(output())?.[1] ?? '')

  assert.equal(page.value('postgresql_up'), 0)
  assert.equal(page.value('redis_up'), 0)
  assert.match(page.text, /^plimsoll_poller_readable\{subject="host"\}/m)
  assert.match(output(), /PostgreSQL does not answer/)
  assert.doesNotMatch(output(), /secret/)
})
