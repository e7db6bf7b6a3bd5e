import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

const bytesPerMegabyte = 1024 * 1024

/** Holds resident memory outside the JavaScript heap: every page is written, so RSS really rises. */
export function memoryFault(): Fault {
  let held: ArrayBuffer[] = []
  return fault<{ megabytes: number }>({
    name: 'memory',
    rules: { megabytes: wholeNumberParam(1, 65_536) },
    start: ({ megabytes }) => {
      held = Array.from({ length: megabytes }, () => {
        const buffer = new ArrayBuffer(bytesPerMegabyte)
        new Uint8Array(buffer).fill(1)
        return buffer
      })
    },
    stop: () => {
      // Moving a buffer to length 0 frees its pages now; dropping it would wait for a garbage collection.
      for (const buffer of held) buffer.transfer(0)
      held = []
    },
    state: () => ({ heldBytes: held.length * bytesPerMegabyte }),
  })
}
