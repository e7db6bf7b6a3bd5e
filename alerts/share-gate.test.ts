import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gateExpression, gateShare } from './share-gate.ts'

test('six hundred requests of which 5 % may be bad raise the gate above 8.9 %', () => {
  // By hand: 0.05 + 4 sqrt(0.0475/600) + 15 x 0.9 / 6 / 600 = 0.05 + 0.035590 + 0.00375
  assert.equal(gateShare({ allowed: 0.05, z: 4 }, 600).toFixed(5), '0.08934')
})

test('the fewer requests, the higher the line', () => {
  const line = (requests: number): number => gateShare({ allowed: 0.01, z: 4 }, requests)

  assert.ok(line(100) > line(1000))
  assert.ok(line(1000) > line(10_000))
})

test('half of the requests being allowed leaves no skewness to correct', () => {
  assert.equal(gateExpression({ allowed: 0.5, z: 4 }, 'n'), '(0.5 + 4 * sqrt(0.25 / n))')
})

test('chance alone crosses the line less than once in 30,000 windows', () => {
  // P(X > 8) for X ~ Poisson(1), the limit of 100 requests of which 1 % may be bad: 1.1e-6.
  const bad = Math.floor(100 * gateShare({ allowed: 0.01, z: 4 }, 100))
  let [term, below] = [Math.exp(-1), 0]
  for (let k = 0; k <= bad; k++) {
    below += term
    term /= k + 1
  }

  assert.ok(1 - below < 1 / 30_000, `${bad} bad requests, ${1 - below}`)
})
