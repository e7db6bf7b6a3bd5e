import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LoadCommand } from '../contract/load-command.ts'
import { aContract, aProfile } from '../test/support/builders.ts'
import { arrivalsDue, markMs } from './arrivals.ts'
import { changedPlan, type SteeredPlan } from './changed-plan.ts'
import { type LoadPlan, levelAt, levelSeconds, loadPlan } from './load-plan.ts'
import { awakeMs, pausesOf, runMsOf } from './pauses.ts'
import { slicesOf } from './slices.ts'

function aPlan(profile: Parameters<typeof aProfile>[0]): LoadPlan {
  const parsed = aContract({ profiles: { load: aProfile(profile) } }).profiles.load
  assert.ok(parsed)
  return loadPlan(parsed)
}

/** 100/s reached in 10 s, a minute in all. */
const OPEN = aPlan({ ratePerSecond: 100, rampUp: '10s', duration: '60s' })
const CLOSED = aPlan({ model: 'closed', users: 50, duration: '60s', ratePerSecond: undefined })

function steered(plan: LoadPlan, ...steps: [LoadCommand, number][]): SteeredPlan {
  return steps.reduce<SteeredPlan>(
    (now, [command, atMs]) => changedPlan(plan, now, command, atMs),
    { plan },
  )
}

const names = ({ plan }: SteeredPlan) =>
  plan.phases.map(({ name, startMs, endMs, level }) => [name, startMs, endMs, level])

test('a level set by hand holds to the end, as a phase of its own that is not judged', () => {
  const { plan } = steered(CLOSED, [{ kind: 'level', users: 80 }, 20_000])

  assert.deepEqual(plan.phases, [
    { name: 'hold', startMs: 0, endMs: 20_000, ramp: false, level: 50 },
    {
      name: 'manual-80',
      startMs: 20_000,
      endMs: 60_000,
      ramp: true,
      level: 80,
      byHand: 'level',
    },
  ])
  assert.equal(levelAt(plan, 19_999), 50)
  assert.equal(levelAt(plan, 20_000), 80)
  assert.equal(levelAt(plan, 60_000), 0)
})

test('resume leads from a pause back to a level set by hand, and from there back to the plan', () => {
  const states = steered(
    CLOSED,
    [{ kind: 'level', users: 80 }, 10_000],
    [{ kind: 'pause' }, 20_000],
    [{ kind: 'resume' }, 30_000],
    [{ kind: 'resume' }, 40_000],
  )

  assert.deepEqual(names(states), [
    ['hold', 0, 10_000, 50],
    ['manual-80', 10_000, 20_000, 80],
    ['paused', 20_000, 30_000, 0],
    ['manual-80', 30_000, 40_000, 80],
    ['hold', 40_000, 60_000, 50],
  ])
  assert.equal(states.back, undefined)
})

test('a pause in a ramp cuts it where it stands; the plan goes on where it would be by then', () => {
  const { plan } = steered(OPEN, [{ kind: 'pause' }, 5000], [{ kind: 'resume' }, 8000])

  assert.deepEqual(
    plan.phases.map(({ name, level }) => [name, level]),
    [
      ['ramp-up', 50],
      ['paused', 0],
      ['ramp-up', 100],
      ['hold', 100],
    ],
  )
  assert.equal(arrivalsDue(plan, 5000), 125)
  assert.equal(arrivalsDue(plan, 8000), 125)
  assert.equal(arrivalsDue(plan, 10_000), 125 + 180)
  assert.ok(markMs(plan, 125.5) > 8000)
})

test('what does not fit the run is refused with the reason', () => {
  const refusals: [SteeredPlan, LoadCommand, RegExp][] = [
    [
      { plan: OPEN },
      { kind: 'level', users: 5 },
      /this run is open: its load is changed by a rate/,
    ],
    [{ plan: CLOSED }, { kind: 'level', ratePerSecond: 5 }, /this run is closed: .* by users/],
    [{ plan: OPEN }, { kind: 'resume' }, /follows its plan already/],
    [steered(OPEN, [{ kind: 'pause' }, 1000]), { kind: 'pause' }, /paused already/],
  ]
  for (const [state, command, message] of refusals) {
    assert.throws(() => changedPlan(OPEN, state, command, 2000), {
      code: 'CHANGE_REFUSED',
      message,
    })
  }
})

const command = (model: LoadPlan['model']): fc.Arbitrary<LoadCommand> =>
  fc.oneof(
    fc
      .integer({ min: 1, max: 300 })
      .map(
        (n): LoadCommand =>
          model === 'closed'
            ? { kind: 'level', users: n }
            : { kind: 'level', ratePerSecond: n / 2 },
      ),
    fc.constantFrom<LoadCommand>({ kind: 'pause' }, { kind: 'resume' }),
  )

/** Any plan after any commands at growing times; those that do not fit are left out. */
const anyPlans = fc
  .constantFrom(OPEN, CLOSED)
  .chain((plan) =>
    fc.tuple(
      fc.constant(plan),
      fc.array(fc.tuple(command(plan.model), fc.integer({ min: 0, max: 15_000 })), {
        maxLength: 6,
      }),
    ),
  )
  .map(([plan, steps]) => {
    const seen: { readonly plan: LoadPlan; readonly atMs: number }[] = [{ plan, atMs: 0 }]
    let state: SteeredPlan = { plan }
    let atMs = 0
    for (const [asked, afterMs] of steps) {
      atMs = Math.min(59_999, atMs + afterMs)
      try {
        state = changedPlan(plan, state, asked, atMs)
      } catch {
        continue // refused: tested above
      }
      seen.push({ plan: state.plan, atMs })
    }
    return seen
  })

test('after any changes stretches join, phases and slices cover the run, nothing before a change moves', () => {
  fc.assert(
    fc.property(anyPlans, (seen) => {
      for (const [i, { plan, atMs }] of seen.entries()) {
        for (const parts of [plan.segments, plan.phases, slicesOf(plan)]) {
          assert.equal(parts[0]?.startMs, 0)
          assert.equal(parts.at(-1)?.endMs, 60_000)
          parts.slice(1).forEach(({ startMs }, k) => {
            assert.equal(startMs, parts[k]?.endMs)
          })
        }
        const before = seen[i - 1]?.plan ?? plan
        assert.ok(Math.abs(levelSeconds(plan, atMs) - levelSeconds(before, atMs)) < 1e-6)
        const over = ({ endMs }: { readonly endMs: number }) => endMs < atMs
        assert.deepEqual(slicesOf(plan).filter(over), slicesOf(before).filter(over))
      }
    }),
  )
})

test('after any changes no arrival is lost or doubled: each has its time, in order, none within a pause', () => {
  fc.assert(
    fc.property(anyPlans, (seen) => {
      const plan = seen.at(-1)?.plan ?? OPEN
      if (plan.model === 'closed') return
      const total = arrivalsDue(plan, 60_000)
      let last = 0
      for (let n = 0; n < total; n++) {
        const dueMs = markMs(plan, n + 0.5)
        assert.ok(dueMs >= last - 1e-6 && dueMs <= 60_000, `${n} is due at ${dueMs} after ${last}`)
        for (const { startMs, endMs } of pausesOf(plan)) {
          assert.ok(dueMs <= startMs + 1e-6 || dueMs >= endMs - 1e-6)
        }
        last = dueMs
      }
      assert.equal(markMs(plan, total + 0.5), Number.POSITIVE_INFINITY)
    }),
    { numRuns: 40 },
  )
})

test('the time awake stands still in pauses and leads back to the moment of the run', () => {
  const pauses = [
    { startMs: 10, endMs: 30 },
    { startMs: 50, endMs: 55 },
  ]
  const awake = [0, 10, 20, 30, 40, 52, 60].map((runMs) => awakeMs(pauses, runMs))
  assert.deepEqual(awake, [0, 10, 10, 10, 20, 30, 35])
  assert.deepEqual(
    [5, 10, 20, 29, 30, 35].map((ms) => runMsOf(pauses, ms)),
    [5, 30, 40, 49, 55, 60],
  )
})
