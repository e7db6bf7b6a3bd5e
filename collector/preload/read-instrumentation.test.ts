import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Instrumentation } from '../../series/instrumentation.ts'
import { parseInstrumentation, readInstrumentation } from './read-instrumentation.ts'

const VALID: Instrumentation = {
  version: 1,
  serviceName: 'agents-api',
  routes: [{ method: 'GET', path: '/agents', endpoint: 'list-agents' }],
  bucketEdgesSeconds: [0.05, 0.1],
  metricsPort: 9464,
}

test('the nearest file upward is taken, unless one is named', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-preload-'))
  t.after(() => rmSync(root, { recursive: true }))
  const inner = join(root, 'app', 'src')
  mkdirSync(inner, { recursive: true })
  const write = (path: string, serviceName: string) =>
    writeFileSync(join(root, path), JSON.stringify({ ...VALID, serviceName }))
  write('plimsoll.instrumentation.json', 'outer')
  write('app/plimsoll.instrumentation.json', 'nearest')
  write('named.json', 'named')

  assert.equal(readInstrumentation(undefined, inner)?.serviceName, 'nearest')
  assert.equal(readInstrumentation('../../named.json', inner)?.serviceName, 'named')
  assert.throws(() => readInstrumentation('missing.json', inner), /ENOENT/)
})

const PROBLEMS: readonly (readonly [problem: RegExp, value: unknown])[] = [
  [/want version 1, got 2/, { ...VALID, version: 2 }],
  [/want version 1/, null],
  [/want a serviceName/, { ...VALID, serviceName: '' }],
  [/want routes/, { ...VALID, routes: [{ method: 'GET', path: '/a' }] }],
  [/want bucketEdgesSeconds/, { ...VALID, bucketEdgesSeconds: [0.1, 0.1] }],
  [/want bucketEdgesSeconds/, { ...VALID, bucketEdgesSeconds: [] }],
  [/want metricsPort/, { ...VALID, metricsPort: 70_000 }],
]

for (const [problem, value] of PROBLEMS) {
  test(`an unusable file is refused: ${JSON.stringify(value)?.slice(0, 60)} ${problem}`, () => {
    assert.throws(() => parseInstrumentation(value, 'file.json'), problem)
  })
}
