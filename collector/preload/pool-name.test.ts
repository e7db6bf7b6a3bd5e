import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poolName } from './pool-name.ts'

test('a pool is named by where it connects to, without user and password', () => {
  const connectionString = 'postgresql://someone:secret@db.internal:6432/agents?sslmode=require'

  assert.equal(poolName({ connectionString }, {}), 'db.internal:6432/agents')
  assert.equal(poolName({ host: 'db', port: 1, database: 'a', user: 'u' }, {}), 'db:1/a')
})

test("what is not given comes from libpq's variables, then from pg's defaults", () => {
  const environment = { PGHOST: 'h', PGPORT: '7', PGDATABASE: 'd' }

  assert.equal(poolName({}, environment), 'h:7/d')
  assert.equal(poolName({ user: 'u' }, {}), 'localhost:5432/u')
  assert.equal(poolName({ connectionString: 'postgres://u@h' }, {}), 'h:5432/u')
})

test('a text that is no URL does not become a label', () => {
  assert.equal(poolName({ connectionString: 'host=x password=secret' }, {}), 'unknown:5432/')
})
