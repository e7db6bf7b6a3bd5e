import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LatencyHistogram } from './histogram.ts'
import { endpointTotals, judgedIntervals } from './merge-intervals.ts'
import type { Outcome } from './outcomes.ts'
import type { RunInterval } from './run-record.ts'

function anInterval(
  startMs: number,
  latenciesUs: readonly number[],
  outcomes: Partial<Record<Outcome, number>>,
): RunInterval {
  const latency = new LatencyHistogram([1000])
  for (const us of latenciesUs) latency.record(us)
  const endpoints = { it: { latency: latency.toData(), outcomes } }
  const offered = latenciesUs.length
  return { startMs, durationMs: 1000, phase: 'p', users: 1, offered, delivered: offered, endpoints }
}

test('totals of an endpoint add histograms and outcomes; what did not happen is 0', () => {
  const totals = endpointTotals([
    anInterval(0, [500, 2000], { ok: 2 }),
    anInterval(1000, [900], { timeout: 1 }),
    { ...anInterval(2000, [], {}), endpoints: {} },
  ]).get('it')

  assert.equal(totals?.latency.count, 3)
  assert.deepEqual(totals?.latency.atOrUnder, [2])
  assert.deepEqual(
    [totals?.outcomes.ok, totals?.outcomes.timeout, totals?.outcomes.reset],
    [2, 1, 0],
  )
  assert.equal(totals?.serviceTime, undefined)
})

test('intervals of ramps and warm-ups are not judged', () => {
  const phases = [
    { name: 'ramp-up', startMs: 0, endMs: 1000, ramp: true },
    { name: 'hold', startMs: 1000, endMs: 3000, ramp: false },
  ]
  const intervals = [0, 1000, 2000].map((startMs) => anInterval(startMs, [1], { ok: 1 }))

  assert.deepEqual(
    judgedIntervals({ phases, intervals }).map(({ startMs }) => startMs),
    [1000, 2000],
  )
})
