import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { aContract, aProfile } from '../test/support/builders.ts'
import { loadPlan } from '../workload/load-plan.ts'
import { withOverrides } from './run-overrides.ts'

const contract = aContract({
  profiles: {
    open: aProfile(),
    closed: aProfile({ model: 'closed', users: 5, ratePerSecond: undefined }),
    staged: {
      model: 'open',
      stages: [{ phase: 'hold', duration: '10s', ratePerSecond: 5 }],
      judges: ['p95'],
    },
    recovers: {
      model: 'open',
      stages: [
        { phase: 'spike', duration: '10s', ratePerSecond: 50 },
        { phase: 'after', duration: '10s', ratePerSecond: 5 },
      ],
      recovery: { afterPhase: 'spike', within: '5s' },
      judges: ['recovery'],
    },
  },
})

test('flags change the profile they name and nothing else', () => {
  const changed = withOverrides(contract, 'open', { ratePerSecond: 7, durationMs: 3000 }, {})

  assert.equal(changed.profiles.open?.ratePerSecond, 7)
  assert.equal(changed.profiles.open?.durationMs, 3000)
  assert.deepEqual(changed.profiles.closed, contract.profiles.closed)
})

test('stages of the command line take the place of the load, in the words of the model', () => {
  const stages = [
    { durationMs: 30_000, level: 10 },
    { durationMs: 60_000, level: 10 },
  ]
  const changed = withOverrides(contract, 'closed', { stages }, {}).profiles.closed

  assert.ok(changed)
  assert.deepEqual(
    loadPlan(changed).segments.map(({ phase, endMs, from, to }) => [phase, endMs, from, to]),
    [
      ['stage-1', 30_000, 0, 10],
      ['stage-2', 90_000, 10, 10],
    ],
  )
  assert.equal(
    withOverrides(contract, 'staged', { stages }, {}).profiles.staged?.stages?.[1]?.ratePerSecond,
    10,
  )
})

test('a scaled run keeps its levels, journeys, pauses and timeouts, and takes a fraction of the time', () => {
  const overrides = { iterations: 7, requestTimeoutMs: 800, timeScale: 0.01, durationMs: 60_000 }
  const changed = withOverrides(contract, 'open', overrides, {}).profiles.open

  assert.deepEqual(
    [changed?.durationMs, changed?.ratePerSecond, changed?.iterations, changed?.requestTimeoutMs],
    [600, 100, 7, 800],
  )
})

test('tags of the command line join those of the profile and win over them', () => {
  const tagged = aContract({ profiles: { load: aProfile({ tags: { team: 'a', region: 'x' } }) } })
  const changed = withOverrides(tagged, 'load', { tags: { region: 'y', commit: '4f2c' } }, {})

  assert.deepEqual(changed.profiles.load?.tags, { team: 'a', region: 'y', commit: '4f2c' })
})

test('the target is the flag, else the environment, else the contract', () => {
  const env = { PLIMSOLL_TARGET: 'http://127.0.0.1:2/' }
  const target = (overrides: object, of: Record<string, string>) =>
    withOverrides(contract, 'open', overrides, of).service.baseUrl

  assert.equal(target({ target: 'http://127.0.0.1:1' }, env), 'http://127.0.0.1:1')
  assert.equal(target({}, env), 'http://127.0.0.1:2')
  assert.equal(target({}, {}), 'http://127.0.0.1:3000')
})

for (const [title, profile, overrides, message] of [
  ['an unknown profile', 'peek', {}, /no profile "peek"/],
  ['a name every object has', 'constructor', {}, /no profile "constructor"/],
  ['users for an open profile', 'open', { users: 5 }, /open is open: it takes --rate/],
  ['a rate for a closed profile', 'closed', { ratePerSecond: 5 }, /closed is closed/],
  ['a length for a profile with stages', 'staged', { durationMs: 5 }, /staged has stages/],
  ['connections for users, who have one each', 'closed', { connections: 9 }, /so use --users/],
  ['half a user', 'closed', { stages: [{ durationMs: 1, level: 0.5 }] }, /whole users/],
  ['stages beside a level', 'open', { stages: [], ratePerSecond: 5 }, /already say how much/],
  ['other stages for a recovery', 'recovers', { stages: [] }, /after its stage spike/],
  ['a target that is no URL', 'open', { target: 'localhost' }, /not an http/],
  ['a target of another protocol', 'open', { target: 'ftp://localhost' }, /not an http/],
] as const) {
  test(`refuses ${title}`, () => {
    assert.throws(
      () => withOverrides(contract, profile, overrides, {}),
      (error) => {
        assert.ok(error instanceof PlimsollError)
        assert.equal(error.exitCode, 2)
        assert.match(error.message, message)
        return true
      },
    )
  })
}
