import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judged, objectiveOf, someBad } from '../test/support/judged.ts'
import { aHold, aResource } from '../test/support/run-record-builder.ts'

const errors = {
  contract: { budgets: { errorRatio: [{ maxRatio: 0.01, failRatio: 0.05 }] } },
  profile: { judges: ['error-ratio' as const] },
}
const ERRORS = 'error-ratio.hold'

test('an error ratio passes when its upper bound is under the budget', () => {
  // 0 of 600: 1 - 0.05^(1/600) = 0.498 %
  const ratio = objectiveOf(judged(errors), ERRORS)
  assert.equal(ratio.outcome, 'pass')
  assert.ok(Math.abs((ratio.interval?.high ?? 0) - 0.00498) < 1e-5)
})

test('an error ratio fails beyond failRatio, warns between, and is undecided for want of requests', () => {
  const fail = judged({ ...errors, traffic: () => someBad(10, 1) })
  assert.equal(objectiveOf(fail, ERRORS).outcome, 'fail')
  assert.match(fail.sentence, /The error ratio in hold is 10\.0 %, the contract allows 5 %/)
  // 30 of 1,200, evenly: Wilson [1.81 %, 3.45 %] between 1 and 5 %
  const warn = judged({ ...errors, traffic: (_, second) => someBad(20, second % 2) })
  assert.equal(objectiveOf(warn, ERRORS).outcome, 'warn')
  // 0 of 100: at most 2.95 %
  const few = objectiveOf(judged({ ...errors, phases: [aHold(10)] }), ERRORS)
  assert.equal(few.outcome, 'undecided')
  assert.equal(
    few.reason,
    '100 requests are too few: the budget needs at least 299 clean requests.',
  )
})

test('the budget of a phase is the tightest that covers its load; the profile’s own win', () => {
  const contract = {
    budgets: {
      errorRatio: [
        { upToRatePerSecond: 300, maxRatio: 0.2 },
        { upToRatePerSecond: 100, maxRatio: 0.01 },
      ],
    },
  }
  const phases = [
    aHold(60),
    aHold(60, { name: 'spike', startMs: 60_000, endMs: 120_000, ratePerSecond: 250 }),
    aHold(60, { name: 'flood', startMs: 120_000, endMs: 180_000, ratePerSecond: 900 }),
  ]
  const run = { profile: errors.profile, phases, traffic: () => someBad(10, 1) }
  const verdict = judged({ ...run, contract })
  assert.equal(objectiveOf(verdict, 'error-ratio.hold').failLine, 0.01)
  assert.equal(objectiveOf(verdict, 'error-ratio.hold').outcome, 'fail')
  assert.equal(objectiveOf(verdict, 'error-ratio.spike').outcome, 'pass')
  assert.match(
    objectiveOf(verdict, 'error-ratio.flood').reason ?? '',
    /No error budget of the contract covers 900 arrivals a second/,
  )
  const own = { ...errors.profile, budgets: { errorRatio: [{ maxRatio: 0.5 }] } }
  const ofProfile = judged({ ...run, contract, profile: own })
  assert.equal(objectiveOf(ofProfile, 'error-ratio.hold+spike+flood').outcome, 'pass')
})

const throughput = (targetPerSecond: number, minPerSecond: number) => ({
  contract: { throughput: { targetPerSecond, minPerSecond } },
  profile: { judges: ['throughput' as const] },
})

test('throughput counts ok responses: pass, warn and fail by target and minimum', () => {
  const run = (bad: number) =>
    objectiveOf(judged({ ...throughput(8, 4), traffic: () => someBad(10, bad) }), 'throughput')
  assert.deepEqual([run(0).outcome, run(0).value], ['pass', 10])
  assert.deepEqual([run(4).outcome, run(4).value], ['warn', 6])
  assert.deepEqual([run(8).outcome, run(8).value], ['fail', 2])
  assert.equal(run(8).room, 1 - 4 / 2)
})

test('throughput whose interval holds the target is undecided', () => {
  // batches of five seconds at 6/s and at 10/s in turn: mean 8, the target
  const traffic = (_: string, second: number) =>
    someBad(10, Math.floor(second / 5) % 2 === 0 ? 4 : 0)
  const found = objectiveOf(judged({ ...throughput(8, 4), traffic }), 'throughput')
  assert.deepEqual([found.outcome, found.reason], ['undecided', 'The interval crosses the limit.'])
})

test('throughput capped by the offered load is undecided, with that reason', () => {
  const found = objectiveOf(judged(throughput(40, 4)), 'throughput')
  assert.equal(found.outcome, 'undecided')
  assert.match(found.reason ?? '', /the run offered 10\.0 \/s, and the target is 40 \/s/)
})

test('a closed run bound by its think time says nothing about capacity', () => {
  // 10 users, 10 requests a second of 24.5 ms on average: a cycle of 1 s, of which 975.5 ms are pauses
  const verdict = judged({
    contract: { throughput: { targetPerSecond: 40, minPerSecond: 4 } },
    profile: { model: 'closed', ratePerSecond: undefined, users: 10, judges: ['throughput'] },
  })
  const found = objectiveOf(verdict, 'throughput')
  assert.equal(found.outcome, 'undecided')
  assert.match(found.reason ?? '', /10 users who pause 9\d\d ms send at most 10\.3 \/s/)
  assert.match(
    verdict.notes.join(),
    /10 users over 10\.0 \/s is 1\.00 s a request, of which 9\d\d ms \(97\.\d %\) is think time.*nothing about capacity/,
  )
})

/** A closed run at one level after the other, each for so many seconds. */
const closedLevels = (
  levels: readonly { users: number; perSecond: number; latencyMs: number }[],
  lines: { targetPerSecond: number; minPerSecond: number },
  seconds = 40,
) =>
  judged({
    contract: { throughput: lines },
    profile: { model: 'closed', ratePerSecond: undefined, users: 10, judges: ['throughput'] },
    phases: levels.map(({ users }, i) =>
      aHold(seconds, {
        name: `at-${users}`,
        users,
        startMs: i * seconds * 1000,
        endMs: (i + 1) * seconds * 1000,
      }),
    ),
    traffic: (_, second) => {
      const { perSecond = 0, latencyMs = 0 } = levels[Math.floor(second / seconds)] ?? {}
      const [from, to] = [second, second + 1].map((s) => Math.round(s * perSecond))
      return { latenciesMs: Array.from({ length: (to ?? 0) - (from ?? 0) }, () => latencyMs) }
    },
  })

test('throughput that grows with the users alone decides nothing about scaling, with the sum shown (E4)', () => {
  // users over requests a second: 10/6.9 = 1.45, 50/35.2 = 1.42, 100/71.0 = 1.41, 200/140.2 = 1.43 s; requests took 20 ms
  const verdict = closedLevels(
    [
      { users: 10, perSecond: 6.9, latencyMs: 20 },
      { users: 50, perSecond: 35.2, latencyMs: 20 },
      { users: 100, perSecond: 71, latencyMs: 20 },
      { users: 200, perSecond: 140.2, latencyMs: 20 },
    ],
    { targetPerSecond: 500, minPerSecond: 200 },
  )
  const found = objectiveOf(verdict, 'throughput')
  assert.deepEqual([found.outcome, verdict.outcome], ['undecided', 'undecided'])
  assert.match(
    found.reason ?? '',
    /200 users over 140 \/s is 1\.43 s a request, of which 1\.41 s \(98\.\d %\) is think time/,
  )
  assert.match(
    verdict.notes.join(),
    /Scaling is UNDECIDED: at 10, 50, 100, 200 users, users over throughput is 1\.4[45], 1\.42, 1\.41, 1\.43 s a request, at least 98\.\d % of it think time/,
  )
})

test('users who wait rather than think do fail a throughput', () => {
  const verdict = closedLevels(
    [
      { users: 10, perSecond: 20, latencyMs: 400 },
      { users: 20, perSecond: 20, latencyMs: 950 },
    ],
    { targetPerSecond: 100, minPerSecond: 50 },
  )
  assert.equal(objectiveOf(verdict, 'throughput').outcome, 'fail')
  assert.doesNotMatch(verdict.notes.join(), /Scaling/)
})

const resources = (values: readonly number[], missing?: string) =>
  objectiveOf(
    judged({
      contract: {
        resources: { memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 1_000_000 } },
      },
      profile: { judges: ['resources'] },
      record: { resources: [aResource('memory', values, missing ? { missing } : {})] },
    }),
    'resource.memory',
  )
const flat = (value: number) => Array.from({ length: 13 }, () => value)

test('a resource is judged by what it reached: pass, warn, fail', () => {
  assert.deepEqual([resources(flat(0.7)).outcome, resources(flat(0.7)).exact], ['pass', true])
  assert.equal(resources([...flat(0.5).slice(1), 0.75]).outcome, 'warn')
  assert.equal(resources([...flat(0.5).slice(1), 0.81]).outcome, 'fail')
})

test('missing samples never pass, but what was seen beyond a limit stays seen', () => {
  assert.deepEqual(
    [resources([], 'Prometheus was away').outcome, resources([], 'Prometheus was away').reason],
    ['undecided', 'Prometheus was away.'],
  )
  // 6 samples five seconds apart are half of the minute
  assert.match(resources(flat(0.5).slice(0, 6)).reason ?? '', /Only 50 % of the hold has samples/)
  assert.equal(resources([0.5, 0.9, 0.5, 0.5, 0.5, 0.5]).outcome, 'fail')
})

test('rates and waits are judged by 95 % of their samples, floors from below', () => {
  const of = (resource: 'cpu' | 'cacheHitRatio', limits: [number, number], values: number[]) =>
    objectiveOf(
      judged({
        phases: [aHold(200)],
        contract: { resources: { [resource]: { warnRatio: limits[0], limitRatio: limits[1] } } },
        profile: { judges: ['resources'] },
        record: { resources: [aResource(resource, values)] },
      }),
      `resource.${resource}`,
    )
  const withBlips = (low: number, high: number, blips: number) =>
    Array.from({ length: 40 }, (_, i) => (i < blips ? high : low))
  // rank ceil(0.95 x 40) = 38: two samples may lie above
  assert.equal(of('cpu', [0.6, 0.8], withBlips(0.5, 0.95, 2)).outcome, 'pass')
  assert.equal(of('cpu', [0.6, 0.8], withBlips(0.5, 0.95, 3)).outcome, 'fail')
  assert.equal(of('cacheHitRatio', [0.9, 0.7], withBlips(0.95, 0.5, 2)).outcome, 'pass')
  assert.equal(of('cacheHitRatio', [0.9, 0.7], withBlips(0.95, 0.5, 3)).outcome, 'fail')
})
