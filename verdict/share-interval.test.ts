import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { LatencyHistogram } from '../measurement/histogram.ts'
import { aHistogram } from '../test/support/run-record-builder.ts'
import { invertedInterval } from './latency-interval.ts'
import { meanEstimate } from './mean-interval.ts'
import { batchZ, cleanSampleFor, clopperPearson, shareEstimate, wilson } from './share-interval.ts'

interface Vectors {
  wilson: {
    k: number
    n: number
    conf: number
    wilson: [number, number]
    clopper: [number, number]
  }[]
  oneSidedCP: { k: number; n: number; conf: number; upper: number }[]
  quantileCI: { n: number; q: number; conf: number; lower: number; upper: number | null }[]
  minN: { q: number; conf: number; n: number }[]
  deffWilson: {
    exceed: number[]
    count: number[]
    p: number
    deff: number
    nEff: number
    lower95: number
    upper95: number
  }
}

// Computed with scipy, independently of any JavaScript (reference/statistics).
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../test/golden/statistics-vectors.json', import.meta.url), 'utf8'),
)

function close(actual: number, expected: number): void {
  const tolerance = 1e-6 * Math.max(Math.abs(expected), 1e-9)
  assert.ok(Math.abs(actual - expected) <= tolerance, `got ${actual}, want ${expected}`)
}

test('Wilson and Clopper-Pearson agree with scipy', () => {
  for (const { k, n, conf, wilson: want, clopper } of vectors.wilson) {
    const score = wilson(k / n, n, normalQuantile(1 - (1 - conf) / 2, 0, 1))
    close(score.low, want[0])
    close(score.high, want[1])
    const exact = clopperPearson(k, n, (1 - conf) / 2)
    close(exact.low, clopper[0])
    close(exact.high, clopper[1])
  }
  for (const { k, n, conf, upper } of vectors.oneSidedCP) {
    close(clopperPearson(k, n, 1 - conf).high, upper)
  }
})

test('the least clean sample is 59 for a P95 and 299 for a P99', () => {
  for (const { q, conf, n } of vectors.minN) {
    assert.equal(cleanSampleFor(Number((1 - q).toFixed(6)), conf), n)
  }
  assert.equal(cleanSampleFor(1 - 0.95), 59)
  assert.equal(cleanSampleFor(1 - 0.99), 299)
})

test('clustered requests widen the interval by their design effect', () => {
  const { exceed, count, p, deff, nEff, lower95, upper95 } = vectors.deffWilson
  const estimate = shareEstimate(exceed.map((hits, i) => ({ hits, total: count[i] ?? 0 })))
  close(estimate.share, p)
  close(estimate.designEffect, deff)
  close(estimate.effectiveN, nEff)
  close(estimate.low, lower95)
  close(estimate.high, upper95)
})

test('no hit at all is bounded by Clopper-Pearson, and one batch bounds nothing', () => {
  const clean = shareEstimate([
    { hits: 0, total: 30 },
    { hits: 0, total: 29 },
  ])
  close(clean.high, 0.04950761)
  assert.deepEqual([clean.low, clean.designEffect], [0, 1])
  const single = shareEstimate([{ hits: 3, total: 100 }])
  assert.deepEqual([single.low, single.high], [0, 1])
})

test('a mean of twelve batches has the bounds of t with 11 degrees of freedom', () => {
  // mean 100, sd 2 (each +-2 around it, n - 1 = 11): 2 x sqrt(12/11) / sqrt(12) = 0.6030; t(.95, 11) = 1.795885
  const { mean, low, high } = meanEstimate(Array.from({ length: 12 }, (_, i) => 98 + 4 * (i % 2)))
  assert.equal(mean, 100)
  assert.ok(Math.abs(high - 101.08296) < 1e-4 && Math.abs(low - 98.91704) < 1e-4)
})

test('the inverted test agrees with order statistics where requests are independent', () => {
  for (const { n, q, conf, lower, upper } of vectors.quantileCI.filter(({ n }) => n >= 1000)) {
    // The vector's ranks by the binomial distribution, recomputed here so that it is not taken on trust.
    const tail = (1 - conf) / 2
    assert.ok(binomialCdf(lower - 1, n, q) <= tail && binomialCdf(lower, n, q) > tail)
    // 1..n ms dealt over 12 batches: ranks are milliseconds, and no batch differs from another.
    const values = Array.from({ length: n }, (_, i) => i + 1)
    const batches = Array.from({ length: 12 }, (_, b) =>
      LatencyHistogram.fromData(
        aHistogram(
          values.filter((v) => v % 12 === b),
          values.map((v) => v * 1000),
        ),
      ),
    )
    const whole = LatencyHistogram.fromData(
      aHistogram(
        values,
        values.map((v) => v * 1000),
      ),
    )
    const { low, high } = invertedInterval(batches, whole, q, [])
    // One-sided 95 % by t with 11 degrees of freedom is 1.796 standard errors, the vector's 1.960.
    const scale = batchZ(12) / 1.959964
    const near = (got: number | null, rank: number) =>
      assert.ok(
        Math.abs((got ?? 0) - (q * n + (rank - q * n) * scale)) <= 0.01 * n * q + 2,
        `${got} for rank ${rank} of ${n}`,
      )
    near(low, lower)
    if (upper !== null) near(high, upper)
  }
})
