import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, aProfile } from '../test/support/builders.ts'
import { loadPlan } from '../workload/load-plan.ts'
import { connectionsFor, requireAllowedLoad } from './allowed-load.ts'
import { requireAllowedTarget } from './allowed-target.ts'
import { loadOfLost } from './lost-load.ts'

const DEFAULT = aContract().safety.allowTargets

function allows(allowTargets: readonly string[], hostname: string, ip: string, port = 80): boolean {
  try {
    requireAllowedTarget({ allowTargets: [...allowTargets] }, { hostname, ip, port })
    return true
  } catch {
    return false
  }
}

test('by default only this machine may be loaded, by any of its names', () => {
  assert.ok(allows(DEFAULT, '127.0.0.1', '127.0.0.1'))
  assert.ok(allows(DEFAULT, '127.8.8.8', '127.8.8.8'))
  assert.ok(allows(DEFAULT, '::1', '::1'))
  assert.ok(allows(DEFAULT, 'localhost', '::1'))
  assert.ok(!allows(DEFAULT, '10.0.0.1', '10.0.0.1'))
  assert.ok(!allows(DEFAULT, 'example.test', '127.0.0.1'))
})

test('a listed name that leads to an address that is not listed is refused', () => {
  assert.ok(!allows(DEFAULT, 'localhost', '10.0.0.1'))
  assert.ok(allows(['staging.test', '10.1.0.0/16'], 'staging.test', '10.1.2.3'))
  assert.ok(!allows(['staging.test', '10.1.0.0/16'], 'staging.test', '10.2.2.3'))
})

test('an entry with a port allows this port alone, in both families', () => {
  assert.ok(allows(['127.0.0.1:3000'], '127.0.0.1', '127.0.0.1', 3000))
  assert.ok(!allows(['127.0.0.1:3000'], '127.0.0.1', '127.0.0.1', 3001))
  assert.ok(allows(['[::1]:3000'], '::1', '::1', 3000))
  assert.ok(allows(['fd00::/8'], 'fd12::1', 'fd12::1'))
  assert.ok(!allows(['10.0.0.0/99'], '10.0.0.1', '10.0.0.1'))
})

function aPlan(profile: Parameters<typeof aProfile>[0]) {
  const parsed = aContract({ profiles: { load: aProfile(profile) } }).profiles.load
  assert.ok(parsed)
  return loadPlan(parsed)
}

test('rate, duration, users and their connections each have a ceiling', () => {
  const safety = {
    ...aContract().safety,
    maxRatePerSecond: 50,
    maxDurationMs: 60_000,
    maxConnections: 5,
  }
  const refused = (profile: Parameters<typeof aProfile>[0], ceiling: RegExp): void =>
    assert.throws(() => requireAllowedLoad(safety, aPlan(profile), 'load'), {
      code: 'LOAD_NOT_ALLOWED',
      message: ceiling,
    })

  refused({ ratePerSecond: 51 }, /51\/s, the contract allows safety\.maxRatePerSecond 50/)
  refused(
    { ratePerSecond: 1, duration: '61s' },
    /61 s, the contract allows safety\.maxDuration 60 s/,
  )
  refused({ model: 'closed', ratePerSecond: undefined, users: 6 }, /safety\.maxConnections 5/)
  requireAllowedLoad(safety, aPlan({ ratePerSecond: 50, duration: '60s' }), 'load')
})

test('the open model gets the connections that arrivals can hold until they time out, up to the ceiling or what the profile allows', () => {
  const { safety } = aContract()

  const most = (ratePerSecond: number, requestTimeoutMs: number, connections?: number) =>
    connectionsFor(safety, aPlan({ ratePerSecond, connections }), requestTimeoutMs, 4)

  assert.equal(most(10, 10_000), 200)
  assert.equal(most(400, 10_000), 1024)
  assert.equal(most(400, 10_000, 50), 50)
  assert.equal(most(0.1, 1000), 4)
})

test('a lost worker owes its share of the plan, or the sends its users had made before', () => {
  const lost = { index: 1, workers: 2, aliveMs: 4000, offered: 200, quota: undefined }
  const open = aPlan({ ratePerSecond: 101, duration: '10s' })
  const closed = aPlan({ model: 'closed', ratePerSecond: undefined, users: 10, duration: '10s' })

  assert.equal(loadOfLost(open, lost, 0, 10_000, 3), 505)
  assert.equal(loadOfLost(open, { ...lost, quota: 40 }, 0, 10_000, 3), 40)
  assert.equal(loadOfLost(closed, lost, 4000, 6000, 0), 100) // 5 users, 10 sends a second each: 200 in 20 user-seconds
  assert.equal(loadOfLost(closed, lost, 3000, 4000, 50), 50)
})
