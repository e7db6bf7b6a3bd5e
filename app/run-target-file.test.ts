import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { announceRun, openTargetsFolder } from './run-target-file.ts'

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-targets-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A process that answers scrapes with this text. */
async function aPage(t: TestContext, text: string): Promise<string> {
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
}

test('a run is announced to Prometheus under the address of its page, and forgotten', async (t) => {
  const folder = aFolder(t)

  const forget = await announceRun(folder, 'load-2', 'http://server:4711/metrics')

  assert.deepEqual(readdirSync(folder), ['load-2.run.json'])
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'load-2.run.json'), 'utf8')), [
    { targets: ['server:4711'] },
  ])
  await forget()
  assert.deepEqual(readdirSync(folder), [])
})

test('what killed runs left behind goes, also when their port is another process by now', async (t) => {
  const folder = aFolder(t)
  await announceRun(folder, 'alive', await aPage(t, 'plimsoll_run_active{run="alive"} 1'))
  await announceRun(folder, 'killed', 'http://127.0.0.1:9/metrics')
  await announceRun(folder, 'replaced', await aPage(t, 'up 1'))
  writeFileSync(join(folder, 'half.run.json'), '[{')
  writeFileSync(join(folder, 'of-somebody-else.json'), '[]')

  await openTargetsFolder(folder)

  assert.deepEqual(readdirSync(folder), ['alive.run.json', 'of-somebody-else.json'])
})

test('a folder that cannot be written stops before there is load', async (t) => {
  const file = join(aFolder(t), 'file')
  writeFileSync(file, '')

  await assert.rejects(openTargetsFolder(join(file, 'targets')), { code: 'USAGE' })
})
