import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import { judged, objectiveOf } from '../test/support/judged.ts'
import { seededRandom } from '../test/support/peak-run.ts'
import { aHold, type SecondOfTraffic } from '../test/support/run-record-builder.ts'
import { steadyState } from './steady-state.ts'

const P95 = 'latency.checkout.p95'

const at = (ms: number, count = 10): SecondOfTraffic => ({
  latenciesMs: Array.from({ length: count }, () => ms),
})

/** Logarithms of a shape with noise that is correlated from one interval to the next, and bursts (AR(1) of 0.3). */
function aSeries(
  random: () => number,
  shape: (second: number) => number,
  noise: { sd: number; bursts: number },
): number[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let [wander, burst] = [0, 0]
  return Array.from({ length: 300 }, (_, second) => {
    wander = 0.3 * wander + noise.sd * Math.sqrt(1 - 0.3 ** 2) * normal()
    if (burst > 0) burst--
    else if (random() < noise.bursts) burst = Math.floor(1 + random() * 4)
    return Math.log(shape(second)) + wander + (burst > 0 ? 0.5 : 0)
  })
}

const NOISES = [
  { sd: 0.02, bursts: 0 },
  { sd: 0.06, bursts: 0.02 },
  { sd: 0.15, bursts: 0.05 },
]

test('of a steady series hardly anything is dropped, and it is never called unsteady', () => {
  const random = seededRandom(11)
  for (const noise of NOISES) {
    const found = Array.from({ length: 200 }, () =>
      steadyState(
        aSeries(random, () => 1, noise),
        1,
      ),
    )
    assert.ok(found.filter(({ reached }) => !reached).length <= 2)
    const dropped = found.map((each) => each.dropped).toSorted((a, b) => a - b)
    assert.equal(dropped[100], 1)
  }
})

test('a warm-up of each shape is dropped: what is left stands at most 3 % over the steady level', () => {
  // reference/statistics, section 5: median bias of band and polish 0.2 to 1.9 % for these shapes and noises
  const shapes = [
    (t: number) => 1 + 2 * Math.exp(-t / 20),
    (t: number) => 1 + 0.5 * Math.exp(-t / 40),
    (t: number) => (t < 15 ? 2 : t < 40 ? 1.4 : 1),
  ]
  const random = seededRandom(12)
  for (const shape of shapes) {
    for (const noise of NOISES) {
      const biases = Array.from({ length: 100 }, () => {
        const { dropped, reached } = steadyState(aSeries(random, shape, noise), 1)
        const kept = Array.from({ length: 300 - dropped }, (_, i) => Math.log(shape(i + dropped)))
        return reached ? kept.reduce((sum, x) => sum + x, 0) / kept.length : Number.NaN
      }).filter((bias) => !Number.isNaN(bias))
      assert.ok(biases.length >= 94, `${biases.length} settled`)
      assert.ok((biases.toSorted((a, b) => a - b)[50] ?? 1) < 0.03)
    }
  }
})

test('the vector of MSER-5 is cut where its descent ends', () => {
  const descent = [50, 44, 38, 31, 27, 22, 18, 16, 14, 13]
  const steady = [12, 13, 11, 12, 13, 12, 11, 13, 12, 12]
  const levels = [descent, steady, steady, steady, steady].flat().map(Math.log)
  const { dropped } = steadyState(levels, 1)
  assert.ok(dropped >= 10 && dropped <= 16, `${dropped}`) // MSER-5 itself: 10, in batches of five
})

test('a slow beginning is left out by rule, and the verdict says from when to when', () => {
  const phases = [
    aHold(20, { name: 'ramp', ramp: true }),
    aHold(60, { startMs: 20_000, endMs: 80_000 }),
  ]
  const verdict = judged({ phases, traffic: (_, second) => at(second < 30 ? 600 : 20) })
  const { outcome, samples } = objectiveOf(verdict, P95)
  assert.deepEqual([outcome, samples], ['pass', 500])
  assert.deepEqual(
    [verdict.judged.warmUp.source, verdict.judged.warmUp.fromMs, verdict.judged.warmUp.untilMs],
    ['found', 20_000, 30_000],
  )
  assert.match(
    verdict.notes.join(),
    /^0:20 to 0:30 was left out of latency and throughput as warm-up \(10 s\): latencies were 30\.\d times as high as later\. Errors in it count\.$/,
  )
})

test('what the profile declares wins over the rule', () => {
  const traffic = (_: string, second: number) => at(second < 25 ? 600 : 20)
  const verdict = judged({ profile: { warmUp: '5s' }, traffic })
  assert.deepEqual(
    [objectiveOf(verdict, P95).outcome, objectiveOf(verdict, P95).samples],
    ['fail', 550],
  )
  assert.equal(verdict.judged.warmUp.source, 'declared')
})

test('a warm-up beyond the middle of the hold leaves the latencies undecided', () => {
  const verdict = judged({ traffic: (_, second) => at(second < 35 ? 90 : 20) })
  const p95 = objectiveOf(verdict, P95)
  assert.equal(p95.outcome, 'undecided')
  assert.match(p95.reason ?? '', /still warmed up in the second half of the hold/)
  assert.equal(p95.settle, 'A longer hold, or a warmUp in the profile.')
  assert.equal(verdict.outcome, 'undecided')
})

test('a service that becomes slower or dies did not warm up: everything is judged, and it fails', () => {
  const slower = judged({ traffic: (_, second) => at(second < 40 ? 20 : 900) })
  assert.deepEqual([slower.outcome, objectiveOf(slower, P95).samples], ['fail', 590])
  const contract = { budgets: { errorRatio: [{ maxRatio: 0.05 }] } }
  const profile = { judges: ['p95' as const, 'error-ratio' as const] }
  const refused = { ...at(0.1), outcomes: { refused: 10 } }
  const died = judged({ contract, profile, traffic: (_, s) => (s < 25 ? at(20) : refused) })
  assert.deepEqual([died.judged.warmUp.source, died.outcome], ['none', 'fail'])
})

test('errors of a warm-up that a rule found count', () => {
  const contract = { budgets: { errorRatio: [{ maxRatio: 0.05 }] } }
  const profile = { judges: ['p95' as const, 'error-ratio' as const] }
  const cold = (second: number): SecondOfTraffic => ({
    ...at(600, 20),
    outcomes: second % 2 === 0 ? { ok: 18, status: 2 } : { ok: 20 },
  })
  const verdict = judged({ contract, profile, traffic: (_, s) => (s < 20 ? cold(s) : at(20, 20)) })
  assert.equal(verdict.judged.warmUp.untilMs, 21_000) // in windows of five from 0:01 on
  assert.equal(objectiveOf(verdict, 'error-ratio.hold').samples, 1200)
  assert.equal(objectiveOf(verdict, 'error-ratio.hold').value, 20 / 1200)
})

test('another mix of slow and quick endpoints is no other level', () => {
  const endpoints = [anEndpoint({ name: 'quick' }), anEndpoint({ name: 'slow', path: '/slow' })]
  const traffic = (endpoint: string, second: number) => {
    const isBusy = (endpoint === 'slow') === second < 15
    return at(endpoint === 'slow' ? 80 : 5, isBusy ? 30 : 3)
  }
  const verdict = judged({ contract: { endpoints }, traffic })
  assert.equal(verdict.judged.warmUp.untilMs, 1000)
})

test('a hold too short to have a steady state is judged whole', () => {
  const verdict = judged({ phases: [aHold(19)], traffic: (_, s) => at(s < 5 ? 600 : 20) })
  assert.deepEqual([verdict.judged.warmUp.source, objectiveOf(verdict, P95).samples], ['none', 190])
})
