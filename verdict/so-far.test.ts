import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, aProfile } from '../test/support/builders.ts'
import { anEndpointSnapshot, aRunSnapshot } from '../test/support/snapshot-builder.ts'
import { soFar } from './so-far.ts'

const contract = aContract({
  budgets: { errorRatio: [{ upToRatePerSecond: 300, maxRatio: 0.01, failRatio: 0.05 }] },
  profiles: { load: aProfile({ judges: ['p95', 'error-ratio'] }) },
})

test('a running run stands to its lines row by row, the least room first', () => {
  const slow = anEndpointSnapshot({ p95Ms: 403, path: '/slow' })
  const rows = soFar(aRunSnapshot({ endpoints: [anEndpointSnapshot(), slow] }), contract)
  assert.deepEqual(
    rows.map(({ name, state, failLine }) => [name, state, failLine]),
    [
      ['P95 GET /slow', 'over', 100],
      ['P95 GET /checkout', 'under', 100],
      ['Errors, last 10 s', 'warn', 0.05],
      ['Short of offered', 'under', 0.01],
      ['Schedule lag P99', 'under', 10],
    ],
  )
  assert.equal(rows[0]?.room, 1 - 4.03)
})

test('what the profile does not judge comes last, and nothing measured is said as nothing', () => {
  const other = aContract({ profiles: { load: aProfile({ judges: ['checks'] }) } })
  const quiet = anEndpointSnapshot({ p95Ms: null })
  const rows = soFar(aRunSnapshot({ endpoints: [quiet] }), other)
  assert.deepEqual(
    rows.map(({ name, judged, state }) => [name, judged, state]),
    [
      ['Short of offered', true, 'under'],
      ['Schedule lag P99', true, 'under'],
      ['P95 GET /checkout', false, 'none'],
    ],
  )
})
