import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { LatencyHistogram } from '../../measurement/histogram.ts'

const REQUEST = 'GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n'

/** Often enough for a P99 of seconds, too seldom to be load. */
const PROBE_EVERY_MS = 10

/**
 * What this machine itself takes: a bare socket asks the target for an instant answer, again and again, beside the load
 * but with nothing of the engine. Two processes are woken for each, as for every request of the engine.
 * @returns ends the probing and tells the round trips, microseconds
 */
export async function probeWire(port: number): Promise<() => Promise<LatencyHistogram>> {
  const wire = new LatencyHistogram([])
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const stopped = new AbortController()
  const probing = (async () => {
    while (!stopped.signal.aborted) {
      const sentMs = performance.now()
      socket.write(REQUEST)
      await once(socket, 'data')
      wire.record((performance.now() - sentMs) * 1000)
      await pause(PROBE_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    stopped.abort()
    await probing
    socket.destroy()
    return wire
  }
}
