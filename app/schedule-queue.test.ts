import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScheduleQueue } from './schedule-queue.ts'

const skipping = { name: 'canary', overlap: 'skip' } as const
const queueing = { name: 'nightly', overlap: 'queue' } as const
const BUSY = true
const FREE = false

test('a due start begins when no load is under way', () => {
  assert.equal(new ScheduleQueue().due(skipping, FREE), 'start')
  assert.equal(new ScheduleQueue().due(queueing, FREE), 'start')
})

test('while a load is under way a start is skipped or waits, as its schedule says', () => {
  const queue = new ScheduleQueue()

  assert.equal(queue.due(skipping, BUSY), 'skip')
  assert.equal(queue.due(queueing, BUSY), 'wait')
  assert.equal(queue.next(), 'nightly')
  assert.equal(queue.next(), undefined)
})

test('a schedule waits at most once', () => {
  const queue = new ScheduleQueue()
  queue.due(queueing, BUSY)

  assert.equal(queue.due(queueing, BUSY), 'skip')
  assert.equal(queue.due(queueing, FREE), 'skip')
  queue.wait('nightly')
  assert.equal(queue.next(), 'nightly')
  assert.ok(queue.isEmpty)
})

test('nobody overtakes those who wait, and they start in the order they came', () => {
  const queue = new ScheduleQueue()
  queue.wait('first')
  queue.due(queueing, BUSY)

  assert.equal(queue.due(skipping, FREE), 'skip')
  assert.deepEqual([queue.next(), queue.next()], ['first', 'nightly'])
})
