import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aContract, aProfile } from '../../test/support/builders.ts'
import type { ContractInput } from '../schema.ts'
import type { Finding } from './finding.ts'
import { profileContradictions } from './profile-contradictions.ts'

type Profiles = ContractInput['profiles']

const findingsOf = (profiles: Profiles, rest: Partial<ContractInput> = {}): Finding[] =>
  profileContradictions(aContract({ profiles, ...rest }))

/** Closed profiles, each with its users and the throughput it asks for. */
const levels = (rows: readonly (readonly [users: number, rate: number])[]): Profiles =>
  Object.fromEntries(
    rows.map(([users, rate], i) => [
      `level-${i}`,
      aProfile({
        model: 'closed',
        ratePerSecond: undefined,
        users,
        throughput: { targetPerSecond: rate, minPerSecond: rate / 2 },
      }),
    ]),
  )

const scalingOf = (rows: readonly (readonly [number, number])[]): Finding | undefined =>
  findingsOf(levels(rows)).find(({ code }) => code === 'THINK_TIME_SCALING')

test('a profile that asks for more than the contract promises is shown both rates in every unit', () => {
  const events = aProfile({ throughput: { targetPerSecond: 10_000, minPerSecond: 5000 } })
  const throughput = { targetPerSecond: 2500, minPerSecond: 1000 }
  const [finding] = findingsOf({ events }, { throughput })

  assert.equal(finding?.code, 'RATES_DISAGREE')
  assert.match(
    finding?.message ?? '',
    /10,000\/s \(600,000 a minute, 36,000,000 an hour\), 4 times/,
  )
  assert.match(finding?.message ?? '', /2,500\/s \(150,000 a minute, 9,000,000 an hour\)/)
})

test('a profile that asks for less than the contract promises is a lighter load', () => {
  const light = aProfile({ throughput: { targetPerSecond: 10, minPerSecond: 5 } })

  assert.deepEqual(
    findingsOf({ light }, { throughput: { targetPerSecond: 10, minPerSecond: 5 } }),
    [],
  )
})

test('one load under two names with two sets of lines is a contradiction', () => {
  const heavy = aProfile({ budgets: { errorRatio: [{ maxRatio: 0.01 }] } })
  const peak = aProfile({ latency: { p95Ms: 1000 }, duration: '3m' })
  const [finding] = findingsOf({ heavy, peak })

  assert.equal(finding?.code, 'LOAD_NAMED_TWICE')
  assert.match(
    finding?.message ?? '',
    /same 100 arrivals\/s as heavy.*peak to p95Ms 1000, heavy to errors of 0.01/,
  )
})

test('one load under two names with the same lines is two lengths of it', () => {
  assert.deepEqual(findingsOf({ normal: aProfile(), soak: aProfile({ duration: '24h' }) }), [])
})

test('stages are no hold, and a soak may be held to what only a soak can prove', () => {
  const own = { budgets: { errorRatio: [{ maxRatio: 0.001 }] } }
  const stages = [{ phase: 'step', duration: '1m', ratePerSecond: 100, shape: 'step' as const }]
  const staged = aProfile({ ...own, ratePerSecond: undefined, duration: undefined, stages })
  const soak = aProfile({ ...own, duration: '24h', judges: ['error-ratio', 'leak'] })
  const codes = findingsOf({ normal: aProfile(), staged, soak }).map(({ code }) => code)

  assert.doesNotMatch(codes.join(), /LOAD_NAMED_TWICE/)
})

test('users who pause differently are another load', () => {
  const closed = { model: 'closed', ratePerSecond: undefined, users: 50 } as const
  const calm = aProfile({ ...closed, thinkTime: { distribution: 'constant', duration: '5s' } })
  const busy = aProfile({ ...closed, latency: { p95Ms: 500 } })

  assert.deepEqual(findingsOf({ calm, busy }), [])
})

test('a scaling table that is nothing but think time is told with the length of a turn', () => {
  const measured = [
    [10, 6.9],
    [50, 35.2],
    [100, 71],
    [200, 140.2],
  ] as const

  assert.match(scalingOf(measured)?.message ?? '', /a turn takes 1\.41 to 1\.45 s at every level/)
})

test('throughput that levels off is a saturation, and two levels are no line', () => {
  const saturating = [
    [50, 35],
    [100, 70],
    [200, 90],
  ] as const

  assert.equal(scalingOf(saturating), undefined)
  assert.equal(scalingOf(saturating.slice(0, 2)), undefined)
})

test('any levels of one common turn are found, whatever the turn', () => {
  const users = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 3, maxLength: 6 })
  const turn = fc.double({ min: 0.05, max: 60, noNaN: true })
  fc.assert(
    fc.property(users, turn, (all, seconds) => {
      assert.ok(scalingOf(all.map((n) => [n, n / seconds])))
    }),
    { numRuns: 50 },
  )
})

test('no level of a service that cannot go faster than its limit hides behind the line', () => {
  const limit = fc.double({ min: 10, max: 1000, noNaN: true })
  fc.assert(
    fc.property(limit, (most) => {
      // Below the limit a turn takes 1 s; at twice and four times the users the rate stays.
      const rows = [1, 2, 4].map((n) => [Math.ceil(most * n), most] as const)
      assert.equal(scalingOf(rows), undefined)
    }),
    { numRuns: 50 },
  )
})
