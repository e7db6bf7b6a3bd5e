import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { passOnTo, webhookUrl } from './pass-on.ts'

async function aReceiver(t: TestContext, status: number) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push((await request.toArray()).join(''))
    response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/secret-path`, bodies }
}

test('what people are to be told is passed on as it came; runs and the watchdog are not', async (t) => {
  const { url, bodies } = await aReceiver(t, 200)
  const passOn = passOnTo(url)

  for (const receiver of ['pages', 'runs', 'watchdog', 'tickets']) {
    await passOn({ receiver })
  }

  assert.deepEqual(bodies, ['{"receiver":"pages"}', '{"receiver":"tickets"}'])
})

test('a webhook that does not take it is an error without the secret path, so that Alertmanager tries again', async (t) => {
  const { url } = await aReceiver(t, 503)

  await assert.rejects(passOnTo(url)({ receiver: 'pages' }), (error: Error) => {
    assert.match(error.message, /127\.0\.0\.1:\d+ did not take it: HTTP 503/)
    assert.doesNotMatch(error.message, /secret-path/)
    return true
  })
})

test('the URL is the value of the variable, else the file named after it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-secrets-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'HOOK_URL'), 'http://from.file/\n')
  const notify = { webhook: { urlEnv: 'HOOK_URL' } }
  const env = { PLIMSOLL_SECRETS_FOLDER: folder }

  assert.equal(webhookUrl(notify, { ...env, HOOK_URL: 'http://from.env/' }), 'http://from.env/')
  assert.equal(webhookUrl(notify, env), 'http://from.file/')
  assert.equal(webhookUrl(notify, {}), undefined)
  assert.equal(webhookUrl({}, env), undefined)
})
