import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStatements } from './statements.ts'

test('a statement’s text stands on one line and is cut, its times are in seconds', () => {
  const [short, long] = parseStatements([
    { queryid: '-42', calls: '4', total_ms: 1000, query: 'SELECT\n  id\tFROM agents ' },
    { queryid: '7', calls: '1', total_ms: 2, query: `SELECT ${'x'.repeat(200)}` },
  ])

  assert.deepEqual(short, {
    queryId: '-42',
    calls: 4,
    totalSeconds: 1,
    text: 'SELECT id FROM agents',
  })
  assert.equal(long?.text.length, 120)
  assert.ok(long?.text.endsWith('…'))
})
