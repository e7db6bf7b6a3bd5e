import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import type { CalibrationRun } from './calibration-run.ts'
import { compared, type PercentileRow } from './compare.ts'
import { behaviourOf } from './scenarios.ts'

interface Measured {
  /** What the engine says beyond the truth, milliseconds. */
  readonly biasMs: number
  readonly lagMs?: number
  readonly wireMs?: number
  readonly resets?: number
}

/** 200 arrivals at 100/s, each answered 10 ms after its intended start and 8 ms after it came in. */
function aRun({ biasMs, lagMs = 0.1, wireMs = 0.2, resets = 0 }: Measured): CalibrationRun {
  const dueMs = (n: number) => 1000 + n * 10 + 5
  const constant = (ms: number, count = 200) => {
    const histogram = new LatencyHistogram([])
    for (let n = 0; n < count; n++) histogram.record(ms * 1000)
    return histogram
  }
  const endpoint = {
    latency: constant(10 + biasMs).toData(),
    serviceTime: constant(8 + biasMs).toData(),
    outcomes: { ok: 200 - resets, reset: resets },
  }
  const interval = { startMs: 0, durationMs: 2000, phase: 'hold', users: 0, offered: 200 }
  const generator = {
    workers: 1,
    connections: 1,
    offered: 200,
    delivered: 200,
    dropped: 0,
    scheduleLag: constant(lagMs).toData(),
    eventLoopDelayP99Ms: 0,
    lostWorkers: 0,
  }
  return {
    order: {
      scenarios: ['fixed'],
      load: { model: 'open', ratePerSecond: 100 },
      workers: 1,
      durationMs: 2000,
    },
    seen: Array.from({ length: 200 }, (_, n) => ({
      scenario: 'fixed' as const,
      n,
      receivedMs: dueMs(n) + 2,
      endedMs: dueMs(n) + 10,
      end: 'answered' as const,
    })),
    result: {
      intervals: [{ ...interval, delivered: 200, endpoints: { fixed: endpoint } }],
      generator,
    },
    startedMs: 1000,
    wire: constant(wireMs),
    lag: constant(lagMs),
  }
}

const outcomesOf = (run: CalibrationRun, clock: PercentileRow['clock']) => [
  ...new Set(
    compared(run)
      .percentiles.filter((row) => row.clock === clock)
      .map(({ outcome }) => outcome),
  ),
]

test('each percentile that the requests support is held against the truth, to within its own bar', () => {
  const { percentiles } = compared(aRun({ biasMs: 0.4 }))

  assert.deepEqual(
    percentiles.map(({ clock, percentile }) => `${clock} ${percentile}`),
    ['service time', 'intended start'].flatMap((clock) =>
      ['P50', 'P90', 'P95', 'P99', 'max'].map((percentile) => `${clock} ${percentile}`),
    ),
  )
  const [row] = percentiles
  assert.ok(Math.abs((row?.truthMs ?? 0) - 8) < 1e-6)
  assert.ok(Math.abs((row?.differenceMs ?? 0) - 0.4) < 8.4 * 0.004)
  assert.equal(row?.barMs, 0.5)
  assert.ok(percentiles.every(({ outcome }) => outcome === 'within'))
})

test('a millisecond too much is off for the service time and within the bar of the intended start', () => {
  const run = aRun({ biasMs: 1 })

  assert.deepEqual(outcomesOf(run, 'service time'), ['off'])
  assert.deepEqual(outcomesOf(run, 'intended start'), ['within'])
})

test('a machine that was late by as much itself is told from a wrong engine', () => {
  const { percentiles } = compared(aRun({ biasMs: 5, wireMs: 3.4, lagMs: 1.5 })) // 4.5 and 3.5 ms beyond the bar
  const outcomes = new Map(percentiles.map(({ percentile, outcome }) => [percentile, outcome]))

  assert.deepEqual(Object.fromEntries(outcomes), {
    ...{ P50: 'machine', P90: 'machine', P95: 'machine' },
    ...{ P99: 'few', max: 'few' }, // of 200 requests two, and one
  })
})

test('what a bare socket takes at the same percentile is counted off: every client here is so late', () => {
  assert.deepEqual(outcomesOf(aRun({ biasMs: 1, wireMs: 0.6 }), 'service time'), ['wire', 'few'])
  assert.deepEqual(outcomesOf(aRun({ biasMs: -1, wireMs: 0.6 }), 'service time'), [
    'machine', // earlier than the truth is nobody
    'few',
  ])
})

test('where a bare socket is beyond the bar itself, the median alone still blames the engine', () => {
  const restless = compared(aRun({ biasMs: 5, wireMs: 2, lagMs: 1 })).percentiles

  assert.deepEqual(
    restless.filter(({ outcome }) => outcome === 'off').map(({ percentile }) => percentile),
    ['P50', 'P50'],
  )
})

test('a run that could not keep its schedule blames the machine: it would be invalid', () => {
  assert.deepEqual(outcomesOf(aRun({ biasMs: 99, lagMs: 11 }), 'intended start'), ['machine'])
})

test('few requests excuse nothing that the worst wakes of the machine do not explain', () => {
  const { percentiles } = compared(aRun({ biasMs: 50, wireMs: 2, lagMs: 1 })) // restless: no tail blames the engine

  assert.deepEqual(
    percentiles.filter(({ percentile }) => percentile === 'max').map(({ outcome }) => outcome),
    ['machine', 'machine'],
  )
})

test('counts are held against the log, whatever the percentiles say', () => {
  const wrong = compared(aRun({ biasMs: 0, resets: 3 })).counts.filter(
    ({ truth, measured }) => truth !== measured,
  )

  assert.deepEqual(wrong, [
    { scenario: 'fixed', what: 'ok', truth: 200, measured: 197 },
    { scenario: 'fixed', what: 'reset', truth: 0, measured: 3 },
  ])
})

test('a stall freezes every answer until its end and leaves the others alone', () => {
  assert.equal(behaviourOf('stalls', 0, 400).delayMs, 5)
  assert.equal(behaviourOf('stalls', 0, 545).delayMs, 155)
  assert.equal(behaviourOf('stalls', 0, 1695).delayMs, 5)
})
