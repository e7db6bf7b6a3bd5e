import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { finishPackage } from './finish-package.ts'
import { aFolder } from './test-support/a-folder.ts'

test('Alertmanager is made to look for its templates below its working folder', async (t) => {
  const root = aFolder(t)
  const program = join(root, 'usr/bin/prometheus-alertmanager')
  const assets = join(root, 'usr/share/prometheus/alertmanager')
  mkdirSync(join(root, 'usr/bin'), { recursive: true })
  mkdirSync(assets, { recursive: true })
  writeFileSync(join(assets, 'default.tmpl'), 'hello')
  const before =
    '\u0000/usr/share/prometheus/alertmanager\u0001/usr/share/prometheus/alertmanager/ui'
  writeFileSync(program, before, { mode: 0o755 })

  await finishPackage(root, root)

  const after = readFileSync(program, 'utf8')
  const here = '/proc/self/cwd/alertmanager-assets'
  assert.equal(after, `\u0000${here}\u0001${here}/ui`)
  assert.equal(after.length, before.length)
  assert.ok(statSync(program).mode & 0o100, 'still a program')
  assert.equal(readFileSync(join(root, 'alertmanager-assets/default.tmpl'), 'utf8'), 'hello')
})

test('an unpacked tree is open to other users, since PostgreSQL may run as one', async (t) => {
  const root = aFolder(t)

  await finishPackage(root, root)

  assert.equal(statSync(root).mode & 0o777, 0o755)
})
