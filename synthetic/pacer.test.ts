import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pacer } from './pacer.ts'

/** A pacer for which nothing is ever due, until it has woken so often; the moments at which it did. */
async function wakesOf(count: number, isBusy: boolean): Promise<{ at: number[]; sweeps: number }> {
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  const at: number[] = []
  let sweeps = 0
  const pacer = new Pacer(() => performance.now(), {
    tick: (wakeMs) => {
      if (at.push(wakeMs) === count) resolve()
    },
    nextMs: (withinMs) => (at.at(-1) ?? 0) + withinMs,
    sweep: () => sweeps++,
    isBusy: () => isBusy,
  })
  pacer.start()
  await enough
  pacer.stop()
  return { at, sweeps }
}

test('with nothing due and nothing under way the pacer wakes once a second, to show that it lives', async () => {
  const { at, sweeps } = await wakesOf(3, false)

  const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0))
  assert.ok(
    gaps.every((ms) => ms > 990),
    gaps.join(),
  )
  assert.equal(sweeps, 3)
})

test('while something is under way it is looked after ten times a second', async () => {
  const { at, sweeps } = await wakesOf(4, true)

  const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0))
  assert.ok(
    gaps.every((ms) => ms > 90),
    gaps.join(),
  )
  assert.equal(sweeps, 3, 'every wake but the first, before which nothing was sent')
})

test('what becomes due before the next wake is not slept over, and is woken for once', async () => {
  const { promise: due, resolve } = Promise.withResolvers<void>()
  let dueMs = Number.POSITIVE_INFINITY
  let early = 0
  const pacer = new Pacer(() => performance.now(), {
    tick: (wakeMs) => {
      if (wakeMs >= dueMs) resolve()
      else if (dueMs < Number.POSITIVE_INFINITY) early++
    },
    nextMs: (withinMs) => Math.min(dueMs, performance.now() + withinMs),
    sweep: () => undefined,
    isBusy: () => false,
  })

  pacer.start()
  dueMs = performance.now() + 5
  pacer.wakeBy(dueMs)
  await due
  pacer.stop()

  assert.ok(early <= 1, `${early} wakes before it was due`)
})
