import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { aContract, aProfile } from '../test/support/builders.ts'
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
  },
})

test('flags change the profile they name and nothing else', () => {
  const changed = withOverrides(contract, 'open', { ratePerSecond: 7, durationMs: 3000 }, {})

  assert.equal(changed.profiles.open?.ratePerSecond, 7)
  assert.equal(changed.profiles.open?.durationMs, 3000)
  assert.deepEqual(changed.profiles.closed, contract.profiles.closed)
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
