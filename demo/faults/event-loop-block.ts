import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

/** The share of the time that is left for requests, the one that switches this off among them. */
const leastFreeRatio = 0.1

/** Blocks the main thread at regular times, as a large JSON text or a synchronous hash would. */
export function eventLoopBlockFault(): Fault {
  let timer: NodeJS.Timeout | undefined
  let blocks = 0
  let blockedMs = 0
  const block = (ms: number): void => {
    const startedAtMs = performance.now()
    while (performance.now() - startedAtMs < ms);
    blocks += 1
    blockedMs += performance.now() - startedAtMs
  }
  return fault<{ ms: number; everyMs: number }>({
    name: 'event-loop-block',
    rules: { ms: wholeNumberParam(1, 10_000), everyMs: wholeNumberParam(10, 60_000) },
    check: ({ ms, everyMs }) =>
      ms > everyMs * (1 - leastFreeRatio)
        ? 'ms may be at most 90 % of everyMs: a loop that is never free cannot be switched off'
        : undefined,
    start: ({ ms, everyMs }) => {
      blocks = 0
      blockedMs = 0
      timer = setInterval(block, everyMs, ms)
    },
    stop: () => clearInterval(timer),
    state: () => ({ blocks, blockedMs: Math.round(blockedMs) }),
  })
}
