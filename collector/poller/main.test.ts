import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
  ['nothing to poll', {}, 2, /there is nothing to poll \(set PLIMSOLL_POLL_POSTGRESQL_URL/],
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
