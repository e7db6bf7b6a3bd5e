import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import { judged, objectiveOf, someSlow } from '../test/support/judged.ts'
import { seededRandom } from '../test/support/peak-run.ts'
import { aHold } from '../test/support/run-record-builder.ts'

// P95 target 100 ms; a margin of 0.5 puts the fail line at 150 ms.
const withMargin = { endpoints: [anEndpoint({ warnMargin: 0.5 })] }
const P95 = 'latency.checkout.p95'

test('a P95 passes when hardly a request is beyond its target', () => {
  const verdict = judged({ contract: withMargin })
  const p95 = objectiveOf(verdict, P95)
  assert.deepEqual([p95.outcome, p95.warnLine, p95.failLine, p95.samples], ['pass', 100, 150, 590])
  assert.equal(verdict.outcome, 'pass')
  assert.match(
    verdict.sentence,
    /^PASS: the one objective; least room 8\d % \(P95 GET \/checkout\)\.$/,
  )
})

test('a P95 fails when more than 5 % of the requests are beyond the fail line', () => {
  // the first second is never judged: connections open in it
  // 10 % of 590 are at 200 ms: Wilson with z = t(.95, 11) gives [0.079, 0.124], all above 0.05.
  const verdict = judged({ contract: withMargin, traffic: () => someSlow(10, 1, 200) })
  const p95 = objectiveOf(verdict, P95)
  assert.equal(p95.outcome, 'fail')
  assert.ok((p95.interval?.low ?? 0) >= 150)
  assert.match(
    verdict.sentence,
    /^FAIL: 1 of 1 objectives\. P95 of GET \/checkout is 200 ms, the contract allows 150 ms \(95 % interval .+, 590 requests\)\.$/,
  )
})

test('a P95 warns when it is proven between target and fail line', () => {
  const verdict = judged({ contract: withMargin, traffic: () => someSlow(10, 1, 120) })
  const p95 = objectiveOf(verdict, P95)
  assert.equal(p95.outcome, 'warn')
  assert.equal(verdict.outcome, 'warn')
  assert.ok((p95.interval?.low ?? 0) >= 100 && (p95.interval?.high ?? 999) <= 150)
})

test('a P95 with exactly 5 % beyond its target is undecided, whatever the sample size', () => {
  const p95 = objectiveOf(judged({ traffic: () => someSlow(20, 1, 200) }), P95)
  assert.equal(p95.outcome, 'undecided')
  assert.match(p95.settle ?? '', /lies so close to the line/)
})

test('fewer than 59 requests never pass a P95, and what is missing is said', () => {
  const verdict = judged({ phases: [aHold(5)] })
  const p95 = objectiveOf(verdict, P95)
  assert.equal(p95.outcome, 'undecided')
  assert.equal(p95.reason, '50 requests are too few: a P95 needs at least 59.')
  // 9 more of 10 a second: 900 ms
  assert.equal(p95.settle, 'About 9 more requests would settle it: 1 s more of hold.')
  assert.match(verdict.sentence, /^UNDECIDED: 1 of 1 objectives\./)
})

test('percentiles a profile does not judge are printed, not counted', () => {
  const verdict = judged()
  const p99 = objectiveOf(verdict, 'latency.checkout.p99')
  assert.equal(p99.outcome, 'not-judged')
  assert.equal(p99.settle, 'needs 299 requests')
  assert.equal(verdict.counts['not-judged'], 2)
})

test('endpoints with fewer planned requests than the profile asks for are not judged', () => {
  // 100/s for 10 s, all of them to the one endpoint: 1,000 planned.
  const profile = { judges: ['p95', 'p99'] as const, minPlannedRequests: { p99: 1200 } }
  const verdict = judged({ profile: { ...profile, judges: [...profile.judges] } })
  const p99 = objectiveOf(verdict, 'latency.checkout.p99')
  assert.equal(p99.outcome, 'not-judged')
  assert.match(p99.reason ?? '', /about 1,000 requests; profile load judges P99 from 1,200/)
})

test('a pass by rare bursts in a short run is a pass in this run only', () => {
  // 30 of 5,900 beyond the target, all in one of twelve batches: design effect 30, upper bound 2.5 %.
  const verdict = judged({ traffic: (_, second) => someSlow(100, second === 2 ? 30 : 0, 200) })
  const p95 = objectiveOf(verdict, P95)
  assert.equal(p95.outcome, 'pass')
  assert.ok(Math.abs((p95.effectiveSamples ?? 0) - 197) < 3)
  assert.match(verdict.sentence, /^PASS in this run only: /)
  assert.match(verdict.notes[0] ?? '', /under 30 min/)
})

test('the slowest request is judged exactly', () => {
  const profile = { latency: { maxMs: 300 }, judges: ['max' as const] }
  const ok = judged({ profile, traffic: (_, s) => someSlow(10, s === 7 ? 1 : 0, 300) })
  const slow = judged({ profile, traffic: (_, s) => someSlow(10, s === 7 ? 1 : 0, 301) })
  assert.equal(objectiveOf(ok, 'latency.checkout.max').outcome, 'pass')
  assert.equal(objectiveOf(slow, 'latency.checkout.max').outcome, 'fail')
})

test('ramps and the warm-up are left out', () => {
  const phases = [
    aHold(10, { name: 'ramp', ramp: true }),
    aHold(60, { startMs: 10_000, endMs: 70_000 }),
  ]
  const slowStart = judged({
    phases,
    profile: { warmUp: '20s' },
    traffic: (_, second) => someSlow(10, second < 20 ? 10 : 0, 900),
  })
  const p95 = objectiveOf(slowStart, P95)
  assert.deepEqual([p95.outcome, p95.samples], ['pass', 500])
  assert.deepEqual(slowStart.judged.phases, ['hold'])
  assert.equal(slowStart.judged.durationMs, 50_000)
})

test('each load level is judged by itself', () => {
  const phases = [
    aHold(60),
    aHold(60, { name: 'spike', startMs: 60_000, endMs: 120_000, ratePerSecond: 250 }),
  ]
  const traffic = (_: string, second: number) => someSlow(10, second < 60 ? 0 : 2, 400)
  const verdict = judged({ phases, traffic })
  assert.equal(objectiveOf(verdict, `${P95}.hold`).outcome, 'pass')
  assert.equal(objectiveOf(verdict, `${P95}.spike`).outcome, 'fail')
  assert.match(verdict.sentence, /P95 of GET \/checkout in spike is 400 ms/)
})

test('the printed interval never contradicts the outcome', () => {
  const random = seededRandom(7)
  const seen = new Set<string>()
  for (let run = 0; run < 40; run++) {
    const [slow, burst] = [0.02 + 0.08 * random(), random() < 0.5 ? 4 : 1]
    const verdict = judged({
      contract: withMargin,
      traffic: (_, second) => ({
        latenciesMs: Array.from({ length: 12 }, () =>
          random() < slow * (second % 15 === 0 ? burst : 1) ? 90 + 80 * random() : 20 * random(),
        ),
      }),
    })
    const { outcome, interval } = objectiveOf(verdict, P95)
    const [low, high] = [interval?.low ?? 0, interval?.high ?? Number.POSITIVE_INFINITY]
    seen.add(outcome)
    if (outcome === 'pass') assert.ok(high <= 100, `pass with ${high}`)
    if (outcome === 'fail') assert.ok(low >= 150, `fail with ${low}`)
    if (outcome === 'warn') assert.ok(low >= 100 && high <= 150, `warn with ${low} to ${high}`)
  }
  assert.ok(seen.size >= 2, `outcomes met: ${[...seen].join()}`)
})
