import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairedRatio, spreadOf } from './statistics.ts'

test('a spread has the middle, or the mean of both middles, and the ends', () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, low: 1, high: 3 })
  assert.deepEqual(spreadOf([4, 1, 3, 2]), { median: 2.5, low: 1, high: 4 })
})

test('ratios are of the same round, so that a slow round of both counts no more than others', () => {
  assert.deepEqual(pairedRatio([10, 100, 30], [5, 100, 10]), { median: 2, low: 1, high: 3 })
})
