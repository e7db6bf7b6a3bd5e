import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { aContractInput, aProfile } from '../support/builders.ts'
import { aProject, runIn } from './run-cli.ts'

const ENVIRONMENT = 93
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Not part of what runs, or too large to copy. */
const LEFT_OUT = new Set(['node_modules', 'docs', 'test', 'bench', 'examples'])

/** Runs leave folders beside the code that draws them. */
const isCode = (path: string): boolean => !/\/reports\/[^/]+-\d{4}-|\/reports\/latest/.test(path)

type Edit = readonly [file: string, from: string | RegExp, to: string]

/** Plimsoll beside an autocannon with one file changed; all other packages are the real ones. */
function aDoctoredCopy(t: TestContext, [file, from, to]: Edit): string {
  const copy = mkdtempSync(join(tmpdir(), 'plimsoll-doctored-'))
  t.after(() => rmSync(copy, { recursive: true, force: true }))
  for (const entry of readdirSync(ROOT)) {
    if (entry.startsWith('.') || LEFT_OUT.has(entry)) continue
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true, filter: isCode })
  }
  const packages = join(copy, 'node_modules')
  cpSync(join(ROOT, 'node_modules/autocannon'), join(packages, 'autocannon'), {
    recursive: true,
    dereference: true,
  })
  for (const entry of readdirSync(join(ROOT, 'node_modules'))) {
    if (entry !== 'autocannon')
      symlinkSync(join(ROOT, 'node_modules', entry), join(packages, entry))
  }
  const path = join(packages, 'autocannon', file)
  const before = readFileSync(path, 'utf8')
  const after = before.replaceAll(from, to)
  assert.notEqual(after, before, `${file} has no ${from}`)
  writeFileSync(path, after)
  return copy
}

/** What a user sees who runs a profile with it, and the paths that the target was asked for. */
async function runWith(
  t: TestContext,
  edit: Edit,
): Promise<{ code: number | null; err: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const folder = aProject(
    t,
    aContractInput({ service: { name: 'shop', baseUrl }, profiles: { load: aProfile() } }),
  )
  const main = join(aDoctoredCopy(t, edit), 'cli/main.ts')
  const { code, err } = await runIn(folder, () => [process.execPath, main, 'run', 'load'])
  return { code, err, asked: asked.filter((path) => path !== '/health') }
}

test('another release of autocannon is refused before the first request, with both versions', async (t) => {
  const { code, err, asked } = await runWith(t, [
    'package.json',
    '"version": "9.0.0"',
    '"version": "9.1.0"',
  ])

  assert.match(
    err,
    /^error ENGINE_MISMATCH: autocannon 9\.1\.0 is installed, but Plimsoll leans on inner parts of 9\.0\.0\nhint: npm ci brings autocannon 9\.0\.0 /m,
  )
  assert.equal(code, ENVIRONMENT)
  assert.deepEqual(asked, [])
})

test('a copy of the same version whose client has other methods is refused with what is missing', async (t) => {
  const { code, err, asked } = await runWith(t, ['lib/httpClient.js', /_doRequest\b/g, '_sendNext'])

  assert.match(
    err,
    /ENGINE_MISMATCH: .* 9\.0\.0, but was changed: prototype\._doRequest is no function\n/,
  )
  assert.equal(code, ENVIRONMENT)
  assert.deepEqual(asked, [])
})

test('a copy that connects before its clients are set up is refused before its first request leaves', async (t) => {
  const madeOfClient =
    /( {2}this\.opts\.setupClient\(this\)\n)([\s\S]*?\n {2}this\._connect\(\)\n)}/g
  const { code, err, asked } = await runWith(t, ['lib/httpClient.js', madeOfClient, '$2$1}'])

  assert.match(err, /ENGINE_MISMATCH: .* it sets a client up after its first connect/)
  assert.equal(code, ENVIRONMENT)
  assert.deepEqual(asked, [])
})
