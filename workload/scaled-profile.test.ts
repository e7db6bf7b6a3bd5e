import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aContract, aProfile } from '../test/support/builders.ts'
import { loadPlan, peakLevel } from './load-plan.ts'
import { scaledProfile } from './scaled-profile.ts'

const stages = fc.array(
  fc.record({
    phase: fc.constantFrom('a', 'b', 'c'),
    duration: fc.integer({ min: 1000, max: 600_000 }).map((ms) => `${ms}ms`),
    ratePerSecond: fc.integer({ min: 0, max: 500 }),
    shape: fc.constantFrom('ramp' as const, 'step' as const),
  }),
  { minLength: 1, maxLength: 5 },
)

test('a rehearsal goes through the same levels in a fraction of the time', () => {
  fc.assert(
    fc.property(stages, fc.constantFrom(1, 0.1, 0.01), (given, timeScale) => {
      const shape = { ratePerSecond: undefined, duration: undefined, stages: given }
      const { load } = aContract({ profiles: { load: aProfile(shape) } }).profiles
      assert.ok(load)
      const [whole, rehearsal] = [loadPlan(load), loadPlan(scaledProfile(load, timeScale))]

      assert.equal(peakLevel(rehearsal), peakLevel(whole))
      assert.deepEqual(
        rehearsal.segments.map(({ phase, from, to }) => [phase, from, to]),
        whole.segments.map(({ phase, from, to }) => [phase, from, to]),
      )
      assert.ok(Math.abs(rehearsal.durationMs - whole.durationMs * timeScale) <= given.length)
    }),
    { numRuns: 100 },
  )
})

test('users are spawned as much faster as the run is shorter, and warm-up and recovery shrink with it', () => {
  const { load, spike } = aContract({
    profiles: {
      load: {
        model: 'closed',
        users: 100,
        spawnRate: 10,
        duration: '15m',
        warmUp: '1m',
        requestTimeout: '5s',
        thinkTime: { distribution: 'constant', duration: '1s' },
        judges: ['p95'],
      },
      spike: {
        model: 'open',
        stages: [
          { phase: 'spike', duration: '10s', ratePerSecond: 50 },
          { phase: 'after', duration: '3m', ratePerSecond: 5 },
        ],
        recovery: { afterPhase: 'spike', within: '2m' },
        judges: ['recovery'],
      },
    },
  }).profiles
  assert.ok(load && spike)
  const rehearsal = scaledProfile(load, 0.01)

  assert.deepEqual(
    loadPlan(rehearsal).phases.map(({ name, endMs }) => [name, endMs]),
    [
      ['warm-up', 600],
      ['hold', 9000],
    ],
  )
  assert.equal(loadPlan(rehearsal).segments[0]?.endMs, 100)
  assert.deepEqual(rehearsal.thinkTime, load.thinkTime)
  assert.equal(rehearsal.requestTimeoutMs, 5000)
  assert.equal(scaledProfile(spike, 0.01).recovery?.withinMs, 1200)
})
