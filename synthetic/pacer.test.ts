import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pacer } from './pacer.ts'

/** A pacer for which nothing is ever due, until it has swept so often: when it did, and how often it woke. */
async function sweepsOf(
  count: number,
  isBusy: boolean,
): Promise<{ gapsMs: number[]; wakes: number }> {
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  const at: number[] = []
  let wakes = 0
  const pacer = new Pacer(() => performance.now(), {
    tick: () => wakes++,
    nextMs: (withinMs) => performance.now() + withinMs,
    sweep: () => {
      if (at.push(performance.now()) === count) resolve()
    },
    isBusy: () => isBusy,
  })
  pacer.start()
  await enough
  pacer.stop()
  return { gapsMs: at.slice(1).map((ms, i) => ms - (at[i] ?? 0)), wakes }
}

test('with nothing due and nothing under way the pacer wakes once a second, to show that it lives', async () => {
  const { gapsMs, wakes } = await sweepsOf(3, false)

  assert.ok(Math.min(...gapsMs) > 990, gapsMs.join())
  assert.equal(wakes, 3)
})

test('what is under way is looked after ten times a second', async () => {
  const { gapsMs, wakes } = await sweepsOf(3, true)

  assert.ok(Math.min(...gapsMs) > 99, gapsMs.join())
  assert.ok(wakes <= 7, `${wakes}`) // Node's timers may fire a little early
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
