import assert from 'node:assert/strict'
import { test } from 'node:test'
import { providerDelayMs } from './external-stand-in.ts'

/** A random source that gives the listed values in turn. */
function from(...values: number[]): () => number {
  let next = 0
  return () => values[next++ % values.length] ?? 0
}

test('the middle of the normal distribution is the median delay', () => {
  // cos(2 pi / 4) = 0, so the normal deviate is 0 whatever the radius.
  assert.ok(Math.abs(providerDelayMs(from(0.5, 0.25)) - 60) < 1e-9)
})

test('one standard deviation up is a factor of e to the sigma', () => {
  // Radius 1 needs 1 - u = exp(-1/2); angle 0 gives cosine 1.
  assert.ok(Math.abs(providerDelayMs(from(1 - Math.exp(-0.5), 0)) - 60 * Math.exp(0.5)) < 1e-9)
})

test('the rarest delay still ends before the client gives up', () => {
  assert.equal(providerDelayMs(from(1 - Number.EPSILON / 2, 0)), 1500)
})
