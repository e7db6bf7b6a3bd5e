import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, aProfile } from '../test/support/builders.ts'
import { judged, objectiveOf, someBad, someSlow } from '../test/support/judged.ts'
import { aPeakRun } from '../test/support/peak-run.ts'
import { aHistogram, aHold, aRunRecord } from '../test/support/run-record-builder.ts'
import { exitCodeOf } from './exit-code.ts'
import { judge } from './judge.ts'

const smoke = { profile: { judges: ['checks' as const, 'health' as const, 'metrics' as const] } }

test('a smoke test passes when every check held, health answered and the series are there', () => {
  const verdict = judged(smoke)
  assert.equal(verdict.outcome, 'pass')
  assert.equal(verdict.sentence, 'PASS: all 3 objectives.')
})

test('one bad request fails the checks of a smoke test', () => {
  const verdict = judged({ ...smoke, traffic: (_, s) => someBad(10, s === 3 ? 1 : 0) })
  assert.equal(verdict.outcome, 'fail')
  assert.match(
    verdict.sentence,
    /Checks: 1 of 600 requests did not hold their checks \(status 1\)\./,
  )
})

test('where the error ratio is judged, only wrong answers break the checks', () => {
  const profile = { judges: ['checks' as const, 'error-ratio' as const] }
  const contract = { budgets: { errorRatio: [{ maxRatio: 0.05 }] } }
  const refused = judged({ contract, profile, traffic: (_, s) => someBad(10, s === 3 ? 1 : 0) })
  assert.equal(refused.outcome, 'pass')
  const wrong = judged({
    contract,
    profile,
    traffic: (_, s) => ({ latenciesMs: [20], outcomes: s === 3 ? { check: 1 } : { ok: 1 } }),
  })
  assert.equal(objectiveOf(wrong, 'checks').outcome, 'fail')
})

test('health that is gone after the load fails; series that are missing make the run invalid', () => {
  const { preflight } = aRunRecord()
  const died = judged({
    ...smoke,
    record: { preflight: { ...preflight, healthAfter: { error: 'ECONNREFUSED' } } },
  })
  assert.match(objectiveOf(died, 'health').reason ?? '', /not well after the load: ECONNREFUSED/)
  assert.equal(died.outcome, 'fail')
  const blind = judged({
    ...smoke,
    record: { preflight: { ...preflight, series: [{ name: 'process_cpu', samples: 0 }] } },
  })
  assert.equal(blind.outcome, 'invalid')
  assert.match(
    blind.sentence,
    /^INVALID: series that should be in Prometheus are missing: process_cpu\.$/,
  )
  const unasked = judged({
    ...smoke,
    record: {
      preflight: {
        healthBefore: { status: 200 },
        healthAfter: { status: 200 },
        seriesUnknown: 'no Prometheus was given',
      },
    },
  })
  assert.equal(unasked.outcome, 'undecided')
})

test('INVALID is about us: a late schedule, lost load, lost workers, a target never reached', () => {
  const reasons = (options: Parameters<typeof judged>[0]) => judged(options).validity.reasons.join()
  const { generator, preflight } = aRunRecord()
  const lag = (ms: number) => Array.from({ length: 100 }, () => ms)
  assert.match(
    judged({ lagsMs: lag(38) }).sentence,
    /^INVALID: the generator was late: schedule lag P99 3[78]\.\d ms, allowed 10 ms\.$/,
  )
  assert.equal(reasons({ lagsMs: lag(9) }), '')
  // 5 % of a P95 target of 400 ms is 20 ms
  assert.equal(reasons({ profile: { latency: { p95Ms: 400, p99Ms: 500 } }, lagsMs: lag(19) }), '')
  const short = { ...generator, offered: 1000, delivered: 989, scheduleLag: aHistogram([1]) }
  assert.match(reasons({ record: { generator: short } }), /sent only 98\.9 % of the offered load/)
  assert.equal(reasons({ record: { generator: { ...short, delivered: 990 } } }), '')
  assert.match(
    reasons({ record: { generator: { ...generator, lostWorkers: 1 } } }),
    /workers were lost/,
  )
  const unreachable = { ...preflight, healthBefore: { error: 'ECONNREFUSED' } }
  assert.match(reasons({ record: { preflight: unreachable } }), /could not be reached/)
})

test('a slow or dying target is a FAIL, never INVALID', () => {
  assert.equal(judged({ traffic: () => someSlow(10, 10, 2000) }).outcome, 'fail')
  const contract = { budgets: { errorRatio: [{ maxRatio: 0.05 }] } }
  const profile = { judges: ['p95' as const, 'error-ratio' as const] }
  const killed = judged({
    contract,
    profile,
    traffic: (_, second) =>
      second < 30
        ? { latenciesMs: [20, 20] }
        : { latenciesMs: [5000, 5000], outcomes: { refused: 1, no_connection: 1 } },
  })
  assert.deepEqual([killed.outcome, killed.counts.fail], ['fail', 2])
})

test('a delayed generator, steal and pressure are warnings only', () => {
  const { generator } = aRunRecord()
  const busy = { ...generator, eventLoopDelayP99Ms: 30, cpuStealRatio: 0.1, cpuPressureRatio: 0.4 }
  const verdict = judged({ record: { generator: busy } })
  assert.deepEqual([verdict.outcome, verdict.validity.warnings.length], ['pass', 3])
})

test('an interrupted run is kept and not judged', () => {
  const verdict = judged({ record: { ending: 'interrupted' } })
  assert.equal(verdict.counts.pass, 0)
  assert.equal(verdict.sentence, 'Interrupted at 1:00; 600 requests are kept, nothing was judged.')
  assert.equal(exitCodeOf(verdict), 105)
})

test('objectives from fields that nothing reads yet are not judged', () => {
  const contract = aContract({
    throughput: { targetPerSecond: 8, minPerSecond: 4 },
    profiles: { load: aProfile({ judges: ['throughput', 'p95', 'leak'] }) },
  })
  const verdict = judge(aRunRecord({ contract }), { unread: ['throughput', 'profiles.*'] })
  const found = objectiveOf(verdict, 'throughput')
  assert.deepEqual(
    [found.outcome, found.reason],
    ['not-judged', 'Nothing reads throughput of the contract yet.'],
  )
  assert.equal(objectiveOf(verdict, 'latency.checkout.p95').outcome, 'pass')
  assert.equal(objectiveOf(verdict, 'leak').outcome, 'not-judged')
})

test('a run without a single judged request is undecided', () => {
  const verdict = judged({ phases: [aHold(10, { ramp: true })] })
  assert.equal(verdict.outcome, 'undecided')
  assert.equal(
    objectiveOf(verdict, 'latency.checkout.p95').reason,
    'No requests in the judged time.',
  )
})

test('exit codes follow the outcome: 105, 95, 99, 95, 0', () => {
  const exit = (outcome: 'invalid' | 'fail' | 'undecided' | 'warn' | 'pass', options = {}) =>
    exitCodeOf({ outcome, ending: 'completed' }, options)
  assert.deepEqual(
    [exit('invalid'), exit('fail'), exit('undecided'), exit('warn'), exit('pass')],
    [95, 99, 95, 0, 0],
  )
  assert.equal(exit('warn', { failOnWarn: true }), 99)
  assert.equal(exit('fail', { interrupted: true }), 105)
})

test('a verdict survives JSON and lists trouble first', () => {
  const verdict = judge(aPeakRun())
  assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict)
  const order = ['fail', 'undecided', 'warn', 'pass', 'not-judged']
  const ranks = verdict.objectives.map(({ outcome }) => order.indexOf(outcome))
  assert.deepEqual(
    ranks,
    ranks.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(verdict.objectives.map(({ id }) => id)).size, verdict.objectives.length)
})
