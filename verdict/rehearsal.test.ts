import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judged, objectiveOf, someBad, someSlow } from '../test/support/judged.ts'
import { aHold } from '../test/support/run-record-builder.ts'

/** A run of six seconds that stands for ten minutes. */
const REHEARSAL = {
  record: { timeScale: 0.01 },
  phases: [aHold(6)],
  contract: { budgets: { errorRatio: [{ maxRatio: 0.01 }] } },
  profile: { judges: ['checks' as const, 'p95' as const, 'error-ratio' as const] },
}

test('a rehearsal says that it is one, and judges answers and errors, never latency', () => {
  const verdict = judged({ ...REHEARSAL, traffic: () => someSlow(100, 100, 5000) })

  assert.equal(verdict.outcome, 'pass')
  assert.match(verdict.sentence, /^PASS in a rehearsal at 1\/100 of the time: all 2 objectives/)
  const p95 = objectiveOf(verdict, 'latency.checkout.p95')
  assert.equal(p95.outcome, 'not-judged')
  assert.equal(p95.reason, 'This was a rehearsal at 1/100 of the time.')
})

test('too few requests to prove an error ratio do not spoil a rehearsal, as long as all are good', () => {
  const clean = judged({ ...REHEARSAL, traffic: () => someBad(10, 0) })
  const one = judged({ ...REHEARSAL, traffic: (_, second) => someBad(10, second === 3 ? 1 : 0) })

  assert.equal(clean.outcome, 'pass')
  assert.equal(objectiveOf(clean, 'error-ratio.hold').outcome, 'not-judged')
  assert.equal(one.outcome, 'undecided')
})

test('a rehearsal with too many errors fails', () => {
  const verdict = judged({ ...REHEARSAL, traffic: () => someBad(10, 5) })

  assert.equal(verdict.outcome, 'fail')
  assert.match(verdict.sentence, /^FAIL in a rehearsal at 1\/100 of the time: 1 of 2 objectives/)
})

test('a late generator spoils latencies, which a rehearsal does not judge: it is only told', () => {
  const lagsMs = Array.from({ length: 200 }, () => 40)
  const verdict = judged({ ...REHEARSAL, lagsMs, traffic: () => someSlow(100, 0, 0) })

  assert.equal(verdict.outcome, 'pass')
  assert.match(verdict.validity.warnings.join(), /the generator was late: schedule lag P99 40/)
})

test('a rehearsal may be shorter than the interval at which Prometheus looks', () => {
  const preflight = {
    healthBefore: { status: 200 },
    healthAfter: { status: 200 },
    series: [{ name: 'http_server_request_duration_seconds', samples: 0 }],
  }
  const profile = { judges: ['health' as const, 'metrics' as const, 'resources' as const] }
  const verdict = judged({ ...REHEARSAL, profile, record: { timeScale: 0.01, preflight } })

  assert.deepEqual(verdict.validity.reasons, [])
  assert.equal(objectiveOf(verdict, 'metrics').outcome, 'not-judged')
})
