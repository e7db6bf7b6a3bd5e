import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateLimiter } from './rate-limiter.ts'

function aLimiter() {
  const clock = { nowMs: 0 }
  const limiter = new RateLimiter({ ratePerSecond: 10, burst: 3, nowMs: () => clock.nowMs })
  const take = (times: number) => Array.from({ length: times }, () => limiter.tryTake())
  return { clock, limiter, take }
}

test('a burst passes up to its size, the next call is refused', () => {
  assert.deepEqual(aLimiter().take(4), [true, true, true, false])
})

test('tokens come back at the rate, and never more than the burst', () => {
  const { clock, take } = aLimiter()
  take(3)
  clock.nowMs += 100
  assert.deepEqual(take(2), [true, false])
  clock.nowMs += 60_000
  assert.deepEqual(take(4), [true, true, true, false])
})

test('a refused caller learns when the next token comes', () => {
  const { clock, limiter, take } = aLimiter()
  take(3)
  assert.equal(limiter.waitSeconds(), 0.1)
  clock.nowMs += 50
  assert.equal(limiter.waitSeconds(), 0.05)
})
