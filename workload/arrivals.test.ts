import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aContract, aProfile } from '../test/support/builders.ts'
import { arrivalMarks, arrivalsDue, markMs } from './arrivals.ts'
import { type LoadPlan, loadPlan } from './load-plan.ts'

function aPlan(profile: Parameters<typeof aProfile>[0]): LoadPlan {
  const parsed = aContract({ profiles: { load: aProfile(profile) } }).profiles.load
  assert.ok(parsed)
  return loadPlan(parsed)
}

/** Times of all arrivals of one worker, milliseconds. */
function arrivalsOf(plan: LoadPlan, index: number, workers: number, seed = 1): number[] {
  const next = arrivalMarks(plan, { index, workers }, seed)
  const times: number[] = []
  for (let ms = markMs(plan, next()); Number.isFinite(ms); ms = markMs(plan, next())) times.push(ms)
  return times
}

const ALL_KINDS = fc.constantFrom('uniform' as const, 'poisson' as const)

test('the arrivals of all workers together are those of a single one, of either kind', () => {
  fc.assert(
    fc.property(
      ALL_KINDS,
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1000),
      (arrivals, workers, seed) => {
        const plan = aPlan({ arrivals, ratePerSecond: 80, rampUp: '3s', duration: '5s' })
        const parts = Array.from({ length: workers }, (_, i) => arrivalsOf(plan, i, workers, seed))

        const together = parts.flat().toSorted((a, b) => a - b)

        assert.deepEqual(together, arrivalsOf(plan, 0, 1, seed))
        const sizes = parts.map((part) => part.length)
        assert.ok(
          Math.max(...sizes) - Math.min(...sizes) <= 1,
          'no worker gets more than its share',
        )
      },
    ),
    { numRuns: 50 },
  )
})

test('Poisson arrivals are as many as planned on average, and vary as much as they should', () => {
  const plan = aPlan({ arrivals: 'poisson', ratePerSecond: 100, rampUp: '4s', duration: '6s' })
  assert.equal(arrivalsDue(plan, plan.durationMs), 400)

  const counts = Array.from({ length: 400 }, (_, seed) => arrivalsOf(plan, 0, 1, seed).length)

  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1)
  assert.ok(Math.abs(mean - 400) < 4, `mean ${mean}`) // sd 20, standard error 1
  assert.ok(variance > 280 && variance < 520, `variance ${variance}`) // 400, standard error 28
})

test('gaps of Poisson arrivals at a steady rate are exponential: mean 1/rate, a 1/e share longer than that', () => {
  const plan = aPlan({ arrivals: 'poisson', ratePerSecond: 200, duration: '100s' })
  const times = arrivalsOf(plan, 0, 1)
  const gaps = times.slice(1).map((ms, i) => ms - (times[i] ?? 0))

  const mean = gaps.reduce((sum, ms) => sum + ms, 0) / gaps.length
  const long = gaps.filter((ms) => ms > 5).length / gaps.length
  assert.ok(Math.abs(mean - 5) < 0.15, `mean ${mean}`) // 20 000 gaps: standard error 0.035
  assert.ok(Math.abs(long - Math.exp(-1)) < 0.014, `share ${long}`) // standard error 0.0034
})

test('on a ramp Poisson arrivals follow the rate: a quarter of them in the first half', () => {
  const plan = aPlan({ arrivals: 'poisson', ratePerSecond: 400, rampUp: '100s', duration: '100s' })
  const times = arrivalsOf(plan, 0, 1)

  const early = times.filter((ms) => ms < 50_000).length / times.length
  assert.ok(Math.abs(early - 0.25) < 0.0125, `share ${early}`) // 20 000 arrivals: standard error 0.003
})

test('the same seed brings the same arrivals, another seed others', () => {
  const plan = aPlan({ arrivals: 'poisson', ratePerSecond: 50, duration: '2s' })

  assert.deepEqual(arrivalsOf(plan, 0, 1, 7), arrivalsOf(plan, 0, 1, 7))
  assert.notDeepEqual(arrivalsOf(plan, 0, 1, 7), arrivalsOf(plan, 0, 1, 8))
})
