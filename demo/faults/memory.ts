import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

const bytesPerMegabyte = 1024 * 1024

/** Holds resident memory outside the JavaScript heap: every page is written, so RSS really rises. */
export function memoryFault(): Fault {
  let held: ArrayBuffer[] = []
  return fault<{ megabytes: number }>({
    name: 'memory',
    rules: { megabytes: wholeNumberParam(1, 65_536) },
    start: async ({ megabytes }) => {
      while (held.length < megabytes) {
        const buffer = new ArrayBuffer(bytesPerMegabyte)
        new Uint8Array(buffer).fill(1)
        held.push(buffer)
        // Touching pages takes 0.3 ms a megabyte: requests go in between, this is no latency fault.
        await nextTurn()
      }
    },
    stop: () => {
      // Moving a buffer to length 0 frees its pages now; dropping it would wait for a garbage collection.
      for (const buffer of held) buffer.transfer(0)
      held = []
    },
    state: () => ({ heldBytes: held.length * bytesPerMegabyte }),
  })
}
