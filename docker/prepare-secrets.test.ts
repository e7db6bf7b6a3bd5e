import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

function anInstallation(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-secrets-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [own, delivery, database] = ['own', 'delivery', 'database'].map((n) => join(folder, n))
  assert.ok(own && delivery && database)
  for (const path of [own, delivery, database]) mkdirSync(path)
  const start = () =>
    execFileSync(process.execPath, ['docker/prepare-secrets.ts', own, delivery, database], {
      encoding: 'utf8',
    })
  const token = () => readFileSync(join(delivery, 'plimsoll_webhook_token'), 'utf8')
  return { own, delivery, database, start, token }
}

test('secrets are made at the first start, differ, and stay', (t) => {
  const { database, start, token } = anInstallation(t)
  start()
  const first = token()
  start()

  assert.match(first, /^[\w-]{32}$/)
  assert.equal(token(), first)
  assert.notEqual(readFileSync(join(database, 'postgres_password'), 'utf8'), first)
  assert.notEqual(anotherToken(t), first)
})

function anotherToken(t: TestContext): string {
  const { start, token } = anInstallation(t)
  start()
  return token()
}

test('a secret of the user is handed on, replaced, and taken away', (t) => {
  const { own, delivery, start } = anInstallation(t)
  writeFileSync(join(own, 'SLACK_URL'), 'one', { mode: 0o600 })
  writeFileSync(join(own, '.gitignore'), '*')
  assert.match(start(), /SLACK_URL/)
  writeFileSync(join(own, 'SLACK_URL'), 'two')
  start()
  assert.equal(readFileSync(join(delivery, 'SLACK_URL'), 'utf8'), 'two')

  rmSync(join(own, 'SLACK_URL'))
  start()
  assert.deepEqual(readdirSync(delivery), ['plimsoll_webhook_token'])
})
