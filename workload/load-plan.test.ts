import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aContract, aProfile } from '../test/support/builders.ts'
import { arrivalsDue, markMs } from './arrivals.ts'
import { type LoadPlan, levelAt, loadPlan, phaseAt } from './load-plan.ts'
import { sliceIndexAt, slicesOf } from './slices.ts'
import { shareOf } from './split.ts'

type ProfileInput = Parameters<typeof aProfile>[0]

function aPlan(profile: ProfileInput): LoadPlan {
  const parsed = aContract({ profiles: { load: aProfile(profile) } }).profiles.load
  assert.ok(parsed)
  return loadPlan(parsed)
}

/** Uniform arrivals lie in the middle of their share of the integral. */
const arrivalMs = (plan: LoadPlan, n: number): number => markMs(plan, n + 0.5)

/** B2's peak: 100 users at 10 a second for 15 minutes. */
const PEAK: ProfileInput = {
  model: 'closed',
  users: 100,
  spawnRate: 10,
  duration: '15m',
  ratePerSecond: undefined,
}

test('users, spawn rate and duration are a ramp of users / rate seconds and a hold, inside the duration', () => {
  const plan = aPlan(PEAK)

  assert.deepEqual(plan.phases, [
    { name: 'ramp-up', startMs: 0, endMs: 10_000, ramp: true, level: 100 },
    { name: 'hold', startMs: 10_000, endMs: 900_000, ramp: false, level: 100 },
  ])
  assert.equal(levelAt(plan, 2500), 25)
  assert.equal(levelAt(plan, 10_000), 100)
  assert.equal(levelAt(plan, 900_000), 0)
})

test('a ramp that outlasts the run ends with it, at the level it has reached', () => {
  const plan = aPlan({ ...PEAK, duration: '5s' })

  assert.deepEqual(plan.phases, [
    { name: 'ramp-up', startMs: 0, endMs: 5000, ramp: true, level: 50 },
  ])
})

test('an open profile holds exactly rate x seconds arrivals, the first half a gap after the start', () => {
  const plan = aPlan({ ratePerSecond: 400, duration: '60s' })

  assert.equal(arrivalsDue(plan, 1000), 400)
  assert.equal(arrivalsDue(plan, 60_000), 24_000)
  assert.equal(arrivalMs(plan, 0), 1.25)
  assert.equal(arrivalMs(plan, 400), 1001.25)
  assert.equal(arrivalMs(plan, 24_000), Number.POSITIVE_INFINITY)
})

test('an arrival on the very end of a plan is sent as it is counted, whatever the sum of its parts', () => {
  for (let ms = 1; ms < 100; ms++) {
    const levels = [
      [100, ms],
      [250, 1001],
      [0, 333],
      [250, 171],
      [100, 2495 - ms],
    ] as const
    const stages = levels.map(([ratePerSecond, lasting], i) => ({
      phase: `p${i}`,
      shape: 'step' as const,
      ratePerSecond,
      duration: `${lasting}ms`,
    }))
    const plan = aPlan({ ratePerSecond: undefined, duration: undefined, stages })
    const due = arrivalsDue(plan, plan.durationMs)
    assert.ok(arrivalMs(plan, due - 1) <= plan.durationMs, `${ms} ms`)
    assert.equal(arrivalMs(plan, due), Number.POSITIVE_INFINITY)
  }
})

test('a ramp from 0 to 100/s in 10 s brings 500 arrivals, half of them after 7.07 s', () => {
  const plan = aPlan({ ratePerSecond: 100, rampUp: '10s', duration: '20s' })

  assert.equal(arrivalsDue(plan, 10_000), 500)
  assert.equal(arrivalsDue(plan, 20_000), 1500)
  assert.equal(arrivalsDue(plan, 7071.07), 250) // the integral 5 t^2 is 250 at sqrt(50) s
  assert.ok(Math.abs(arrivalMs(plan, 249) - 1000 * Math.sqrt(249.5 / 5)) < 1e-6)
})

test('stages ramp from the level before or step at once; equal levels are a hold', () => {
  const plan = aPlan({
    ratePerSecond: undefined,
    duration: undefined,
    stages: [
      { phase: 'climb', duration: '10s', ratePerSecond: 100 },
      { phase: 'steady', duration: '10s', ratePerSecond: 100 },
      { phase: 'spike', duration: '5s', ratePerSecond: 300, shape: 'step' },
      { phase: 'recovery', duration: '5s', ratePerSecond: 100, shape: 'step' },
    ],
  })

  assert.deepEqual(
    plan.phases.map(({ name, ramp, level }) => [name, ramp, level]),
    [
      ['climb', true, 100],
      ['steady', false, 100],
      ['spike', false, 300],
      ['recovery', false, 100],
    ],
  )
  assert.equal(levelAt(plan, 5000), 50)
  assert.equal(levelAt(plan, 20_000), 300)
  assert.equal(arrivalsDue(plan, 30_000), 500 + 1000 + 1500 + 500)
})

test('a warm-up renames the beginning, is not judged and makes the run no longer', () => {
  const plan = aPlan({ ratePerSecond: 10, duration: '60s', warmUp: '15s' })

  assert.deepEqual(plan.phases, [
    { name: 'warm-up', startMs: 0, endMs: 15_000, ramp: true, level: 10 },
    { name: 'hold', startMs: 15_000, endMs: 60_000, ramp: false, level: 10 },
  ])
  assert.equal(phaseAt(plan, 14_999)?.name, 'warm-up')
  assert.equal(phaseAt(plan, 99_999)?.name, 'hold')
})

const stages = fc.array(
  fc.record({
    phase: fc.constantFrom('a', 'b', 'c'),
    duration: fc.integer({ min: 1, max: 30_000 }).map((ms) => `${ms}ms`),
    ratePerSecond: fc.integer({ min: 0, max: 500 }),
    shape: fc.constantFrom('ramp' as const, 'step' as const),
  }),
  { minLength: 1, maxLength: 5 },
)

test('the n-th arrival is due when the count reaches n + 1, through any stages', () => {
  fc.assert(
    fc.property(stages, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      const plan = aPlan({ ratePerSecond: undefined, duration: undefined, stages: given })
      const total = arrivalsDue(plan, plan.durationMs)
      const n = Math.min(total - 1, Math.floor(share * total))
      if (total === 0) return
      const dueMs = arrivalMs(plan, n)
      assert.ok(arrivalsDue(plan, dueMs + 0.001) >= n + 1)
      assert.ok(arrivalsDue(plan, dueMs - 0.001) <= n)
    }),
    { numRuns: 300 },
  )
})

test('stages follow one another without a gap, and so do the arrivals they hold', () => {
  fc.assert(
    fc.property(stages, (given) => {
      const plan = aPlan({ ratePerSecond: undefined, duration: undefined, stages: given })
      let [endMs, arrivals] = [0, 0]
      for (const segment of plan.segments) {
        assert.equal(segment.startMs, endMs)
        assert.ok(Math.abs(segment.arrivalsBefore - arrivals) < 1e-6)
        endMs = segment.endMs
        arrivals += ((segment.from + segment.to) / 2) * ((endMs - segment.startMs) / 1000)
        assert.ok(Math.abs(levelAt(plan, endMs - 1e-9) - segment.to) < 1e-3 * (1 + segment.to))
      }
      assert.equal(endMs, plan.durationMs)
    }),
    { numRuns: 200 },
  )
})

test('slices cover the run without gaps, none straddles a phase, and there are about 360 of them at most', () => {
  fc.assert(
    fc.property(stages, (given) => {
      const plan = aPlan({ ratePerSecond: undefined, duration: undefined, stages: given })
      const slices = slicesOf(plan)
      assert.ok(slices.length <= 360 + plan.phases.length)
      let reached = 0
      for (const { startMs, endMs, phase } of slices) {
        assert.equal(startMs, reached)
        assert.equal(phaseAt(plan, startMs)?.name, phase)
        assert.ok((phaseAt(plan, startMs)?.endMs ?? 0) >= endMs)
        reached = endMs
      }
      assert.equal(reached, plan.durationMs)
    }),
    { numRuns: 100 },
  )
})

test('a day is kept in slices of four minutes, a minute in slices of one second', () => {
  const day = slicesOf(aPlan({ ...PEAK, duration: '24h', spawnRate: undefined }))
  const minute = slicesOf(aPlan({ ratePerSecond: 10, duration: '60s' }))

  assert.deepEqual([day.length, day[0]?.endMs], [360, 240_000])
  assert.deepEqual([minute.length, minute[0]?.endMs], [60, 1000])
  assert.equal(sliceIndexAt(minute, 1000), 1)
  assert.equal(sliceIndexAt(minute, 99_999), 59)
})

test('whatever is split over whatever number of workers adds up', () => {
  const total = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(total, fc.integer({ min: 1, max: 64 }), (whole, workers) => {
      const shares = Array.from({ length: workers }, (_, index) => shareOf(whole, index, workers))
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        whole,
      )
      assert.ok(Math.max(...shares) - Math.min(...shares) <= 1)
    }),
  )
})

test('shares of workers differ by at most one and add up', () => {
  assert.deepEqual(
    [0, 1, 2].map((index) => shareOf(11, index, 3)),
    [4, 4, 3],
  )
  assert.deepEqual(
    [0, 1, 2].map((index) => shareOf(1, index, 3)),
    [1, 0, 0],
  )
})
