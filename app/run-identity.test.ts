import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runId } from './run-identity.ts'

test('a run that starts within the second of another gets an id of its own', () => {
  const at = new Date('2026-01-17T14:02:00.400Z')
  const taken = new Set(['peak-2026-01-17-140200', 'peak-2026-01-17-140200-2'])

  assert.equal(runId('peak', at), 'peak-2026-01-17-140200')
  assert.equal(
    runId('peak', at, (id) => taken.has(id)),
    'peak-2026-01-17-140200-3',
  )
})
