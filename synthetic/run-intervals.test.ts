import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LatencyHistogram } from '../measurement/histogram.ts'
import { RELATIVE_ERROR } from '../measurement/log-linear.ts'
import { endpointTotals } from '../measurement/merge-intervals.ts'
import { aContract, aProfile } from '../test/support/builders.ts'
import { seededRandom } from '../test/support/peak-run.ts'
import { loadPlan } from '../workload/load-plan.ts'
import { RunIntervals } from './run-intervals.ts'
import { SliceCounts } from './slice-counts.ts'

test('percentiles of two workers over all slices are those of one log, to within a bucket', () => {
  const profile = aContract({ profiles: { load: aProfile({ duration: '4s' }) } }).profiles.load
  assert.ok(profile)
  const shape = { endpoints: 1, edgesUs: [50_000], withServiceTime: false }
  const workers = [0, 1].map(() => ({
    slices: new Map([0, 1, 2, 3].map((slice) => [slice, new SliceCounts(shape)])),
    lost: undefined,
  }))
  const random = seededRandom(3)
  const log = Array.from({ length: 8000 }, (_, i) => {
    // the second worker's share is ten times as slow: averaging percentiles would show
    const us = 2000 * (i % 2 === 0 ? 1 : 10) * (1 - Math.log(1 - random()))
    workers[i % 2]?.slices.get(Math.floor(i / 2000))?.record(0, 'ok', us, undefined)
    return us
  }).toSorted((a, b) => a - b)

  const intervals = new RunIntervals(loadPlan(profile), [{ endpoint: 'it' }]).finish(workers, 4000)

  const latency = endpointTotals(intervals).get('it')?.latency
  assert.ok(latency)
  const merged = LatencyHistogram.fromData(latency)
  assert.equal(merged.count, log.length)
  for (const q of [0.5, 0.9, 0.95, 0.99, 0.999]) {
    const truth = log[Math.ceil(q * log.length) - 1] ?? Number.NaN
    const error = Math.abs(merged.quantile(q) / truth - 1)
    assert.ok(error <= RELATIVE_ERROR * 1.01, `P${q * 100}: ${error}`)
  }
  assert.equal(merged.countAbove(50_000), log.filter((us) => us > 50_000).length)
})
