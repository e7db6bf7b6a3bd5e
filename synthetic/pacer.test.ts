import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pacer } from './pacer.ts'

test('with nothing due the pacer wakes some fifty times a second, however many users sleep', async () => {
  const { promise: swept, resolve } = Promise.withResolvers<void>()
  const wakes: number[] = []
  let sweeps = 0
  const pacer = new Pacer(() => performance.now(), {
    tick: (wakeMs) => wakes.push(wakeMs),
    nextMs: () => Number.POSITIVE_INFINITY,
    sweep: () => {
      sweeps++
      if (sweeps === 5) resolve()
    },
  })

  pacer.start()
  await swept
  pacer.stop()

  const lastedMs = (wakes.at(-1) ?? 0) - (wakes[0] ?? 0)
  assert.ok(wakes.length <= lastedMs / 19 + 2, `${wakes.length} in ${lastedMs} ms`)
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
    nextMs: () => Number.POSITIVE_INFINITY,
    sweep: () => undefined,
  })

  pacer.start()
  dueMs = performance.now() + 5
  pacer.wakeBy(dueMs)
  await due
  pacer.stop()

  assert.ok(early <= 1, `${early} wakes before it was due`)
})
