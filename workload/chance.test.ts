import assert from 'node:assert/strict'
import { test } from 'node:test'
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
