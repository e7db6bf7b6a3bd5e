import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSettings } from './settings.ts'

test('an empty environment gives a loopback service without fault switches', () => {
  const settings = parseSettings({})
  assert.equal(settings.host, '127.0.0.1')
  assert.equal(settings.port, 3000)
  assert.equal(settings.databasePoolMax, 110)
  assert.equal(settings.adminToken, undefined)
})

test('an empty token is no token', () => {
  assert.equal(parseSettings({ DEMO_ADMIN_TOKEN: '' }).adminToken, undefined)
})

test('port 0 asks for any free port', () => {
  assert.equal(parseSettings({ PORT: '0' }).port, 0)
})

test('all bad variables are named in one error', () => {
  const env = { PORT: '80o0', DEMO_DB_POOL_MAX: '0', REDIS_URL: 'nowhere', LOG_LEVEL: 'loud' }
  assert.throws(
    () => parseSettings(env),
    (error: Error) =>
      ['PORT="80o0"', 'DEMO_DB_POOL_MAX="0"', 'REDIS_URL', 'LOG_LEVEL="loud"'].every((part) =>
        error.message.includes(part),
      ),
  )
})

test('a bad database URL is named without showing its password', () => {
  assert.throws(
    () => parseSettings({ DATABASE_URL: 'user:secret@nowhere:port' }),
    (error: Error) => !error.message.includes('secret'),
  )
})
