import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { aContract, aProfile } from '../test/support/builders.ts'
import { errorRatioLines } from './error-ratio-lines.ts'

const errorRatio = [
  { upToUsers: 100, maxRatio: 0.05 },
  { upToUsers: 50, maxRatio: 0.01, failRatio: 0.02 },
  { upToRatePerSecond: 500, maxRatio: 0.001 },
]

function lines(profile: ContractInput['profiles'][string]) {
  const contract = aContract({ budgets: { errorRatio }, profiles: { load: profile } })
  const [load] = Object.values(contract.profiles)
  return load && errorRatioLines(contract, load)
}

const users = (count: number) =>
  aProfile({ model: 'closed', users: count, ratePerSecond: undefined })

test('the tightest entry that covers the users counts', () => {
  assert.deepEqual(lines(users(50)), { warnRatio: 0.01, failRatio: 0.02 })
  assert.deepEqual(lines(users(51)), { warnRatio: 0.05, failRatio: 0.05 })
})

test('a load beyond every entry has no line', () => {
  assert.equal(lines(users(101)), undefined)
})

test('arrivals a second are covered by entries for rates alone', () => {
  assert.deepEqual(lines(aProfile({ ratePerSecond: 400 })), { warnRatio: 0.001, failRatio: 0.001 })
})

test('a profile’s own entry wins', () => {
  const own = aProfile({ budgets: { errorRatio: [{ maxRatio: 0.5 }] } })

  assert.deepEqual(lines(own), { warnRatio: 0.5, failRatio: 0.5 })
})
