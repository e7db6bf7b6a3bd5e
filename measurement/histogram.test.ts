import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LatencyHistogram } from './histogram.ts'
import { RELATIVE_ERROR } from './log-linear.ts'
import { mergeData } from './merge-intervals.ts'

const EDGES_US = [1000, 250_000, 300_000]

/** Latencies from below a microsecond to beyond an hour, dense where requests live. */
const latencyUs = fc.oneof(
  fc.double({ min: 0, max: 5000, noNaN: true }),
  fc.double({ min: 0, max: 4e9, noNaN: true }),
  fc.constantFrom(0, 1, 1000, 250_000, 250_000.1, 300_000),
)
const latencies = fc.array(latencyUs, { minLength: 1, maxLength: 300 })

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram(EDGES_US)
  for (const value of values) histogram.record(value)
  return histogram
}

test('a quantile is within 0.8 % of the value at that rank, or 1 us below the range', () => {
  assert.ok(RELATIVE_ERROR <= 0.008)
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(0, Math.ceil(q * values.length) - 1)] ?? 0
      const read = histogramOf(values).quantile(q)
      assert.ok(Math.abs(read - exact) <= Math.max(1.01, exact * RELATIVE_ERROR * 1.000001))
    }),
  )
})

test('counts at an edge of the contract are exact: the edge itself is not above it', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = histogramOf(values)
      for (const edge of EDGES_US) {
        assert.equal(histogram.countAbove(edge), values.filter((value) => value > edge).length)
      }
    }),
  )
})

test('between the edges a count above a value is right to within the bucket that holds it', () => {
  const histogram = histogramOf([100, 200, 200.5, 400])

  assert.equal(histogram.countAbove(150), 3)
  assert.equal(histogram.countAbove(399), 1)
  assert.equal(histogram.countAbove(500), 0)
})

test('merging is the same as recording everything in one', () => {
  fc.assert(
    fc.property(latencies, latencies, (a, b) => {
      const merged = histogramOf(a)
      merged.merge(histogramOf(b))
      const { sumUs, ...counts } = merged.toData()
      const { sumUs: wholeSumUs, ...whole } = histogramOf([...a, ...b]).toData()
      assert.deepEqual(counts, whole)
      assert.ok(Math.abs(sumUs - wholeSumUs) <= wholeSumUs * 1e-12)
    }),
  )
})

test('data survives JSON and comes back as the same histogram', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const data = histogramOf(values).toData()
      const back = LatencyHistogram.fromData(JSON.parse(JSON.stringify(data)))
      assert.deepEqual(back.toData(), data)
    }),
  )
})

test('data merges by addition, an empty list is no histogram at all', () => {
  const whole = mergeData([histogramOf([5]).toData(), histogramOf([7, 300_001]).toData()])

  assert.deepEqual(whole, histogramOf([5, 7, 300_001]).toData())
  assert.equal(mergeData([]), undefined)
})

test('histograms with other edges refuse to be added', () => {
  assert.throws(() => new LatencyHistogram([1]).merge(new LatencyHistogram([2])), RangeError)
})

test('nothing recorded has no quantile', () => {
  assert.equal(new LatencyHistogram(EDGES_US).quantile(0.5), Number.NaN)
})

test('two histograms in one shared buffer do not touch each other, and a second view sees what is recorded', () => {
  const size = LatencyHistogram.byteLength(EDGES_US.length)
  const buffer = new SharedArrayBuffer(2 * size)
  const first = new LatencyHistogram(EDGES_US, buffer, 0)
  const second = new LatencyHistogram(EDGES_US, buffer, size)
  first.record(1_000_000_000)
  second.record(5)

  const view = new LatencyHistogram(EDGES_US, buffer, size)

  assert.deepEqual(view.toData(), histogramOf([5]).toData())
  assert.deepEqual(first.toData(), histogramOf([1_000_000_000]).toData())
})
