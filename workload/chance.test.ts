import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { derivedSeed, seededRandom } from './random.ts'
import { thinkTimeMs } from './think-time.ts'
import { weightedChoice } from './weighted-choice.ts'

const DRAWS = 100_000

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed))

  assert.deepEqual(draw(7), draw(7))
  assert.notDeepEqual(draw(7), draw(8))
  assert.notEqual(derivedSeed(7, 0), derivedSeed(7, 1))
  assert.ok(draw(7).every((value) => value >= 0 && value < 1))
})

test('weights 10, 8 and 1 come out as shares of 19, within four standard errors', () => {
  const random = seededRandom(1)
  const pick = weightedChoice([10, 8, 1], (weight) => weight)
  const counts = new Map<number, number>()
  for (let i = 0; i < DRAWS; i++) {
    const weight = pick(random)
    counts.set(weight, (counts.get(weight) ?? 0) + 1)
  }

  for (const weight of [10, 8, 1]) {
    const share = weight / 19
    const error = 4 * Math.sqrt((share * (1 - share)) / DRAWS)
    assert.ok(Math.abs((counts.get(weight) ?? 0) / DRAWS - share) < error)
  }
})

test('one item is always picked, none is an error', () => {
  assert.equal(weightedChoice(['only'], () => 0.1)(seededRandom(1)), 'only')
  assert.throws(() => weightedChoice([], () => 1), RangeError)
})

test('think times have the mean of their distribution, stay in range and never go below 0', () => {
  const random = seededRandom(2)
  const uniform = Array.from({ length: DRAWS }, () =>
    thinkTimeMs({ distribution: 'uniform', minimumMs: 1000, maximumMs: 3000 }, random),
  )
  const normal = Array.from({ length: DRAWS }, () =>
    thinkTimeMs({ distribution: 'normal', meanMs: 500, standardDeviationMs: 500 }, random),
  )
  const exponential = Array.from({ length: DRAWS }, () =>
    thinkTimeMs({ distribution: 'exponential', meanMs: 800 }, random),
  )

  assert.ok(Math.abs(mean(uniform) - 2000) < 10) // sd 577, standard error 1.8
  assert.ok(uniform.every((ms) => ms >= 1000 && ms < 3000))
  assert.ok(Math.abs(mean(exponential) - 800) < 13) // sd 800, standard error 2.5
  assert.ok(normal.every((ms) => ms >= 0) && normal.includes(0)) // 16 % lie below the mean less one sd
  assert.equal(thinkTimeMs({ distribution: 'none' }, random), 0)
  assert.equal(thinkTimeMs({ distribution: 'constant', durationMs: 250 }, random), 250)
})

test('whatever the think time, its mean is what the contract says, within five standard errors', () => {
  const ms = fc.integer({ min: 1, max: 60_000 })
  const shapes = fc.oneof(
    ms.map((meanMs) => ({
      thinkTime: { distribution: 'exponential' as const, meanMs },
      meanMs,
      deviationMs: meanMs,
    })),
    fc.tuple(ms, ms).map(([a, b]) => {
      const [minimumMs, maximumMs] = [Math.min(a, b), Math.max(a, b)]
      return {
        thinkTime: { distribution: 'uniform' as const, minimumMs, maximumMs },
        meanMs: (minimumMs + maximumMs) / 2,
        deviationMs: (maximumMs - minimumMs) / Math.sqrt(12),
      }
    }),
    ms.map((meanMs) => ({
      thinkTime: { distribution: 'normal' as const, meanMs, standardDeviationMs: meanMs / 5 },
      meanMs, // five deviations above 0: what is cut off there does not show
      deviationMs: meanMs / 5,
    })),
  )
  fc.assert(
    fc.property(shapes, fc.nat(), ({ thinkTime, meanMs, deviationMs }, seed) => {
      const random = seededRandom(seed)
      const drawn = Array.from({ length: 2000 }, () => thinkTimeMs(thinkTime, random))
      const off = Math.abs(mean(drawn) - meanMs)
      assert.ok(off <= (5 * deviationMs) / Math.sqrt(2000) + 1e-9, `${off} ms off ${meanMs}`)
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('any weights come out as their shares, within five standard errors', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(weights, fc.nat(), (given, seed) => {
      const random = seededRandom(seed)
      const items = given.map((weight, index) => ({ weight, index }))
      const pick = weightedChoice(items, ({ weight }) => weight)
      const counts = given.map(() => 0)
      for (let i = 0; i < 4000; i++) {
        const { index } = pick(random)
        counts[index] = (counts[index] ?? 0) + 1
      }
      const total = given.reduce((sum, weight) => sum + weight, 0)
      for (const [i, weight] of given.entries()) {
        const share = weight / total
        const error = Math.sqrt((share * (1 - share)) / 4000)
        assert.ok(Math.abs((counts[i] ?? 0) / 4000 - share) <= 5 * error + 1e-9)
      }
    }),
    { numRuns: 100, seed: 1 },
  )
})
