import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { announceRun } from './run-target-file.ts'

test('a run is announced to Prometheus and forgotten; what a killed one left behind goes too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-targets-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'load-1.999999999.12.json'), '[]')
  writeFileSync(join(folder, 'of-somebody-else.json'), '[]')

  const forget = await announceRun(folder, 'load-2', 'http://127.0.0.1:4711/metrics')

  const [own = ''] = readdirSync(folder).filter((name) => name.startsWith('load-'))
  assert.match(own, /^load-2\./)
  assert.deepEqual(JSON.parse(readFileSync(join(folder, own), 'utf8')), [
    { targets: ['127.0.0.1:4711'] },
  ])
  await forget()
  assert.deepEqual(readdirSync(folder), ['of-somebody-else.json'])
})
