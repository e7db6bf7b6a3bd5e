import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

const bytesPerMegabyte = 1024 * 1024

/**
 * Holds resident memory outside the JavaScript heap: every page is written, so RSS really rises.
 * One buffer, because malloc gives back at once only what it mapped by itself, which it always does
 * from 32 MiB (glibc, DEFAULT_MMAP_THRESHOLD_MAX); smaller pieces stay resident after they are freed.
 */
export function memoryFault(): Fault {
  let held: ArrayBuffer | undefined
  return fault<{ megabytes: number }>({
    name: 'memory',
    rules: { megabytes: wholeNumberParam(1, 65_536) },
    start: async ({ megabytes }) => {
      const buffer = new ArrayBuffer(megabytes * bytesPerMegabyte)
      held = buffer
      for (let at = 0; at < buffer.byteLength && held === buffer; at += bytesPerMegabyte) {
        new Uint8Array(buffer, at, bytesPerMegabyte).fill(1)
        // Touching pages takes 0.3 ms a megabyte: requests go in between, this is no latency fault.
        await nextTurn()
      }
    },
    stop: () => {
      // Moving a buffer to length 0 frees its pages now; dropping it would wait for a garbage collection.
      held?.transfer(0)
      held = undefined
    },
    state: () => ({ heldBytes: held?.byteLength ?? 0 }),
  })
}
