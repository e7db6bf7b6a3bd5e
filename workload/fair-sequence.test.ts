import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fairSequence } from './fair-sequence.ts'

test('of any number of users each class has its exact share, rounded up or down', () => {
  const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(weights, (given) => {
      const classes = given.map((weight, index) => ({ weight, index }))
      const deal = fairSequence(classes, ({ weight }) => weight)
      const total = given.reduce((sum, weight) => sum + weight, 0)
      const dealt = given.map(() => 0)
      for (let n = 1; n <= 200; n++) {
        const { index } = deal(n - 1)
        dealt[index] = (dealt[index] ?? 0) + 1
        for (const [i, weight] of given.entries()) {
          const off = Math.abs((dealt[i] ?? 0) - (n * weight) / total)
          assert.ok(off < 1, `class ${i} of ${given} is ${off} off after ${n}`)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('weights 9 and 1 are nine users of ten and one, wherever the tens begin', () => {
  const deal = fairSequence([9, 1], (weight) => weight)
  const users = Array.from({ length: 40 }, (_, n) => deal(n))

  for (let from = 0; from <= 30; from++) {
    const ten = users.slice(from, from + 10)
    assert.ok(Math.abs(ten.filter((weight) => weight === 1).length - 1) <= 1)
  }
  assert.equal(users.filter((weight) => weight === 1).length, 4)
})

test('the n-th is the same whoever asks first', () => {
  const forwards = fairSequence(['a', 'b', 'c'], () => 1)
  const backwards = fairSequence(['a', 'b', 'c'], () => 1)
  const last = backwards(99)

  assert.equal(forwards(0), backwards(0))
  assert.equal(forwards(99), last)
  assert.throws(() => fairSequence([], () => 1), RangeError)
})
