import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { LatencyHistogram } from '../../measurement/histogram.ts'

const REQUEST = 'GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n'

/** Often enough for a P99 of seconds, too seldom to be load. */
const PROBE_EVERY_MS = 10

/** Asks until it is told to stop, and then says what it took. */
async function probe(port: number): Promise<void> {
  const wire = new LatencyHistogram([])
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const stopped = new AbortController()
  parentPort?.once('message', () => stopped.abort())
  parentPort?.postMessage('ready')
  while (!stopped.signal.aborted) {
    const sentMs = performance.now()
    socket.write(REQUEST)
    await once(socket, 'data')
    wire.record((performance.now() - sentMs) * 1000)
    await pause(PROBE_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
  }
  socket.destroy()
  parentPort?.postMessage(wire.toData())
}

await probe(workerData)
