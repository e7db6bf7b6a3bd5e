import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairedMedian, quantile } from './paired-median.ts'

test('the interval of 20 differences is their 6th and 15th, as in tables of the sign test', () => {
  const differences = Array.from({ length: 20 }, (_, i) => 20 - i)

  assert.deepEqual(pairedMedian(differences), { median: 10.5, low: 6, high: 15 })
})

test('a quantile is a measured value by nearest rank', () => {
  assert.equal(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9)
  assert.equal(quantile([7], 0.9), 7)
})
