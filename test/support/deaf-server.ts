import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { Worker } from 'node:worker_threads'

/** Listens, and then never looks at its connections: what comes beyond the backlog stays on its way. */
const LISTEN_AND_BLOCK = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 8 }, () => {
    parentPort.postMessage(server.address().port)
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
  })`

/** The URL of a server whose queue of new connections is full at once. */
export async function aDeafServer(t: TestContext): Promise<string> {
  const worker = new Worker(LISTEN_AND_BLOCK, { eval: true })
  t.after(() => worker.terminate())
  const [port] = await once(worker, 'message')
  return `http://127.0.0.1:${port}`
}
