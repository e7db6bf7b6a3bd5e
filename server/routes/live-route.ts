import { Router } from 'express'
import type { ServerParts } from '../server-parts.ts'

/** A comment this often keeps proxies and browsers from giving a quiet stream up, in milliseconds. */
const HEARTBEAT_MS = 15_000
const RETRY_MS = 2_000

/** `GET /api/live`: the run under way as server-sent events: idle, history, state, ended. */
export function liveRoute({ relay }: ServerParts): Router {
  const router = Router()
  router.get('/api/live', (request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write(`retry: ${RETRY_MS}\n\n`)
    const unsubscribe = relay.subscribe(({ name, data }) => {
      // Of a slow reader's states the next one replaces this one anyway.
      if (name === 'state' && response.writableNeedDrain) return
      response.write(`event: ${name}\ndata: ${data}\n\n`)
    })
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS)
    request.on('close', () => {
      clearInterval(heartbeat)
      unsubscribe()
    })
  })
  return router
}
