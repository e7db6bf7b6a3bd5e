import { numberParam } from './fault-params.ts'
import { HeldRequests } from './held-requests.ts'
import { type Aim, type RequestFault, requestFault } from './request-fault.ts'

const longestMs = 60_000
const msPerMinute = 60_000

/** Requests wait before they are handled. */
export function latencyFault(aim: Aim): RequestFault {
  const held = new HeldRequests()
  let delayedRequests = 0
  return requestFault<{ ms: number }>(aim, {
    name: 'latency',
    rules: { ms: numberParam(1, longestMs) },
    strike: ({ ms }, res) => {
      delayedRequests += 1
      return held.hold(res, ms)
    },
    start: () => {
      delayedRequests = 0
    },
    stop: () => held.letAllGo(),
    state: () => ({ delayedRequests }),
  })
}

/** Requests wait a little longer from minute to minute, as with an index that no longer fits in memory. */
export function latencyDriftFault(aim: Aim): RequestFault {
  const held = new HeldRequests()
  let delayedRequests = 0
  let startedAtMs = 0
  let delayNowMs = (): number => 0
  return requestFault<{ msPerMinute: number; maxMs: number }>(aim, {
    name: 'latency-drift',
    rules: { msPerMinute: numberParam(1, 60_000), maxMs: numberParam(1, longestMs, longestMs) },
    strike: (_params, res) => {
      delayedRequests += 1
      return held.hold(res, delayNowMs())
    },
    start: (params) => {
      delayedRequests = 0
      startedAtMs = performance.now()
      const perMs = params.msPerMinute / msPerMinute
      delayNowMs = () => Math.min(params.maxMs, (performance.now() - startedAtMs) * perMs)
    },
    stop: () => {
      delayNowMs = () => 0
      held.letAllGo()
    },
    state: () => ({ delayedRequests, delayMs: Math.round(delayNowMs()) }),
  })
}
