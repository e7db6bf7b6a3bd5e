import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aContract } from '../test/support/builders.ts'
import { loadPlan } from './load-plan.ts'
import { usersAt, usersChangeMs } from './users-at.ts'

type Stage = { readonly seconds: number; readonly users: number; readonly isStep: boolean }

function aPlan(stages: readonly Stage[]) {
  const profile = {
    model: 'closed' as const,
    judges: ['checks' as const],
    stages: stages.map(({ seconds, users, isStep }, i) => ({
      phase: `p${i}`,
      duration: `${seconds}s`,
      users,
      ...(isStep && { shape: 'step' as const }),
    })),
  }
  const { load } = aContract({ profiles: { load: profile } }).profiles
  assert.ok(load)
  return loadPlan(load)
}

test('ten users in ten seconds are asked for at every half of a second, then all for good', () => {
  const plan = aPlan([
    { seconds: 10, users: 10, isStep: false },
    { seconds: 60, users: 10, isStep: true },
  ])

  assert.equal(usersChangeMs(plan, -0.1), 0)
  assert.equal(usersChangeMs(plan, 0), 500)
  assert.equal(usersChangeMs(plan, 501), 1500)
  assert.equal(usersChangeMs(plan, 9600), 10_000)
  assert.equal(usersChangeMs(plan, 10_000), 70_000)
  assert.equal(usersChangeMs(plan, 70_000), Number.POSITIVE_INFINITY)
})

test('whoever sleeps from change to change misses none, up or down, whatever the stages', () => {
  const stage = fc.record({
    seconds: fc.integer({ min: 1, max: 20 }),
    users: fc.integer({ min: 0, max: 60 }),
    isStep: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), (stages) => {
      const plan = aPlan(stages)
      for (let atMs = 0; atMs < plan.durationMs; ) {
        const users = usersAt(plan, atMs)
        const nextMs = usersChangeMs(plan, atMs)
        assert.ok(nextMs >= atMs)
        for (const share of [0.25, 0.5, 0.75, 0.999]) {
          assert.equal(usersAt(plan, atMs + share * (nextMs - atMs)), users)
        }
        atMs = Math.max(nextMs, atMs + 1)
      }
    }),
  )
})
