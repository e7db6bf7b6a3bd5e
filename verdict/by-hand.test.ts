import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoadChange } from '../measurement/run-record.ts'
import { judged, objectiveOf, someSlow } from '../test/support/judged.ts'
import { aHold } from '../test/support/run-record-builder.ts'

const CHANGES: LoadChange[] = [
  { kind: 'level', users: 80, atMs: 30_000, by: 'keys' },
  { kind: 'pause', atMs: 40_000, by: 'api' },
  { kind: 'resume', atMs: 50_000, by: 'api' },
]
const PHASES = [
  aHold(30),
  aHold(60, { name: 'manual-80', startMs: 30_000, ramp: true, byHand: 'level', users: 80 }),
]

test('what was chosen by hand is not judged; lines that hold leave the run undecided, for it was not the profile', () => {
  const slowByHand = (_: string, second: number) => someSlow(10, second >= 30 ? 10 : 0, 500)
  const verdict = judged({ phases: PHASES, traffic: slowByHand, record: { changes: CHANGES } })

  assert.equal(objectiveOf(verdict, 'latency.checkout.p95').outcome, 'pass')
  assert.deepEqual(verdict.judged.phases, ['hold'])
  assert.equal(verdict.outcome, 'undecided')
  assert.equal(
    verdict.sentence,
    'UNDECIDED: what was planned and measured holds, but the load was changed by hand at 0:30: this run does not stand for its profile.',
  )
  assert.equal(verdict.hint, 'run it again and leave its load alone: plimsoll run load')
  assert.match(verdict.notes.join(' '), /changed by hand: 80 users from 0:30, .* not judged\./)
})

test('a line broken in what was planned fails the run, whatever was done to it later', () => {
  const slow = (_: string, second: number) => someSlow(10, second < 30 ? 10 : 0, 500)
  const verdict = judged({ phases: PHASES, traffic: slow, record: { changes: CHANGES } })

  assert.equal(verdict.outcome, 'fail')
})
