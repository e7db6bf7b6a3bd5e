import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDurationMs, promDuration } from './durations.ts'

test('a duration is the sum of its parts', () => {
  assert.equal(parseDurationMs('90s'), 90_000)
  assert.equal(parseDurationMs('1h30m'), 5_400_000)
  assert.equal(parseDurationMs('1.5s'), 1500)
  assert.equal(parseDurationMs('2d'), 172_800_000)
})

test('what is no duration is undefined, never zero', () => {
  for (const text of ['', '90', 's', '-5s', '5 s', '1y', '1h 30m']) {
    assert.equal(parseDurationMs(text), undefined, text)
  }
})

test('every whole millisecond survives the way to Prometheus and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000_000_000 }), (ms) => {
      assert.equal(parseDurationMs(promDuration(ms)), ms)
    }),
  )
})
