import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, anEndpoint, aProfile } from '../test/support/builders.ts'
import { judged, objectiveOf, someSlow } from '../test/support/judged.ts'
import { aHold, type SecondOfTraffic } from '../test/support/run-record-builder.ts'

const PHASES = [
  aHold(60, { name: 'before', ratePerSecond: 20 }),
  aHold(30, { name: 'spike', startMs: 60_000, endMs: 90_000, ratePerSecond: 200 }),
  aHold(180, { name: 'after', startMs: 90_000, endMs: 270_000, ratePerSecond: 20 }),
]

const PROFILE = {
  ratePerSecond: undefined,
  duration: undefined,
  stages: [
    { phase: 'before', duration: '1m', ratePerSecond: 20, shape: 'step' as const },
    { phase: 'spike', duration: '30s', ratePerSecond: 200, shape: 'step' as const },
    { phase: 'after', duration: '3m', ratePerSecond: 20, shape: 'step' as const },
  ],
  recovery: { afterPhase: 'spike', within: '2m' },
  judges: ['recovery' as const],
}

/** The recovery of a service whose P95 line is 100 ms and whose fail line is 150 ms. */
function recoveryOf(
  traffic: (endpoint: string, second: number) => SecondOfTraffic,
  phases = PHASES,
) {
  const contract = { endpoints: [anEndpoint({ warnMargin: 0.5 })] }
  const verdict = judged({ contract, profile: PROFILE, phases, traffic })
  return { ...objectiveOf(verdict, 'recovery'), sentence: verdict.sentence }
}

/** All requests take so long up to that second of the run, then 20 ms. */
const slowUntil = (until: number, slowMs: number) => (_: string, second: number) =>
  someSlow(20, second < until ? 20 : 0, slowMs)

test('a service that is back within its lines in time has recovered, and the time is told', () => {
  // slow up to 130 s: the spike ended at 90 s
  const recovered = recoveryOf(slowUntil(130, 400))

  assert.equal(recovered.outcome, 'pass')
  assert.equal(recovered.value, 40_000)
  assert.equal(recovered.failLine, 120_000)
  assert.equal(recovered.samples, 60 * 20) // 210 s to 270 s
})

test('a service that never was slow has recovered at once', () => {
  assert.equal(recoveryOf(slowUntil(0, 400)).value, 0)
})

test('a service that is still slow after the time allowed fails, with the time it took', () => {
  const slow = recoveryOf(slowUntil(240, 400))

  assert.equal(slow.outcome, 'fail')
  assert.equal(slow.value, 150_000)
  assert.match(slow.sentence, /Recovery after spike is 150 s, the contract allows 120 s/)
})

test('a relapse after the time allowed fails although the rest of the run is quick', () => {
  const relapse = recoveryOf((_, second) =>
    someSlow(20, second >= 240 && second < 245 ? 20 : 0, 400),
  )

  assert.equal(relapse.outcome, 'fail')
  assert.equal(relapse.value, 155_000)
})

test('between target and fail line recovery warns', () => {
  assert.equal(recoveryOf(slowUntil(270, 120)).outcome, 'warn')
})

test('too few requests after the time allowed leave it undecided, and so does a run that ended before', () => {
  const few = recoveryOf((_, second) => someSlow(second < 210 || second % 10 === 0 ? 2 : 0, 0, 0))
  const [before, spike] = PHASES
  assert.ok(before && spike)
  const cut = recoveryOf(slowUntil(0, 400), [before, spike])

  assert.deepEqual([few.outcome, cut.outcome], ['undecided', 'undecided'])
  assert.match(few.settle ?? '', /more load, after spike/)
  assert.match(cut.reason ?? '', /ended before the time allowed was over/)
})

test('a promise of recovery needs the stage it follows, and stages that outlast it', () => {
  const refused = (profile: object, message: RegExp) =>
    assert.throws(() => aContract({ profiles: { load: aProfile({ ...PROFILE, ...profile }) } }), {
      message,
    })

  refused({ recovery: undefined }, /profiles\.load\.recovery: want afterPhase and within/)
  refused({ recovery: { afterPhase: 'rush', within: '2m' } }, /no stage is called "rush"/)
  refused({ recovery: { afterPhase: 'spike', within: '3m' } }, /want stages of more than this/)
})
