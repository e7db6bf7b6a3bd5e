import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { HeapLeak } from './heap-leak.ts'

const bytesPerMegabyte = 1024 * 1024

function heapAfterGcBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

test('memory kept for requests stays on the heap through a collection, until switched off', async () => {
  const leak = new HeapLeak()
  const beforeBytes = heapAfterGcBytes()
  await leak.fault.plan({ bytesPerRequest: 100_000 }).start()
  for (let request = 0; request < 200; request += 1) leak.keepForRequest()
  const heldBytes = heapAfterGcBytes() - beforeBytes
  assert.ok(Math.abs(heldBytes - 20_000_000) < bytesPerMegabyte, `held ${heldBytes} bytes`)
  assert.deepEqual(leak.fault.state(), { keptBytes: 20_000_000 })
  await leak.fault.stop()
  const leftBytes = heapAfterGcBytes() - beforeBytes
  assert.ok(leftBytes < bytesPerMegabyte, `left ${leftBytes} bytes`)
})

test('memory kept by the clock follows the rate, however late its timer is', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let nowMs = 0
  t.mock.method(performance, 'now', () => nowMs)
  const leak = new HeapLeak()
  await leak.fault.plan({ megabytesPerMinute: 60 }).start()
  nowMs = 1500
  t.mock.timers.tick(250)
  assert.deepEqual(leak.fault.state(), { keptBytes: 1.5 * bytesPerMegabyte })
  await leak.fault.stop()
  t.mock.timers.tick(250)
  assert.deepEqual(leak.fault.state(), { keptBytes: 0 })
})

test('a leak of nothing is refused', () => {
  assert.throws(() => new HeapLeak().fault.plan({}), { status: 400, message: /must be above 0/ })
})
