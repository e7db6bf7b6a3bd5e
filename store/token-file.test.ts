import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { readOrCreateToken, readToken } from './token-file.ts'

test('the first start makes a token that only its owner can read, later ones find it', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-token-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))

  const first = readOrCreateToken(home)
  const second = readOrCreateToken(home)

  assert.equal(first.created, true)
  assert.equal(second.created, false)
  assert.equal(second.token, first.token)
  assert.ok(first.token.length >= 32)
  assert.equal(statSync(first.path).mode & 0o777, 0o600)
})

test('a token that can be guessed is refused', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-token-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const path = join(home, 'token')
  writeFileSync(path, 'hunter2\n')

  assert.throws(
    () => readToken(path),
    (error) => {
      assert.ok(error instanceof PlimsollError)
      assert.match(error.message, /too short/)
      return true
    },
  )
})
