import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** One request as a hand-written server sees it. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly head: string
  readonly body: string
  /** From 1, over all connections, and on its own connection. */
  readonly number: number
  readonly onConnection: number
  /** From 1: which connection it came on. */
  readonly connection: number
}

export interface RawServer {
  readonly port: number
  readonly url: string
  readonly requests: readonly RawRequest[]
  readonly connections: () => number
  /** Closes it and all its connections; its port refuses from then on. */
  readonly kill: () => Promise<void>
  readonly restart: () => Promise<void>
}

/** A server that answers with whatever bytes the test writes: the only way to answer wrongly. */
export async function aRawServer(
  t: TestContext,
  reply: (socket: Socket, request: RawRequest) => void,
  host: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const requests: RawRequest[] = []
  let connections = 0
  const listener = (socket: Socket): void => {
    const connection = ++connections
    let onConnection = 0
    let received = ''
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let next = firstRequest(received); next; next = firstRequest(received)) {
        received = received.slice(next.length)
        const { length, ...request } = next
        const whole = {
          ...request,
          connection,
          onConnection: ++onConnection,
          number: requests.length + 1,
        }
        requests.push(whole)
        reply(socket, whole)
      }
    })
  }
  let server = createServer(listener).listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) hangUp(socket)
    await closed
  }
  t.after(kill)
  return {
    port,
    url: `http://${host === '::1' ? '[::1]' : host}:${port}`,
    requests,
    connections: () => connections,
    kill,
    restart: async () => {
      server = createServer(listener).listen(port, host)
      await once(server, 'listening')
    },
  }
}

/** Resets a connection that is open; a reset of one that is ending would keep the process for ever (decision 0013). */
function hangUp(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

/** A whole answer with its length. */
export function anAnswer(body: string, head = 'HTTP/1.1 200 OK'): string {
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

function firstRequest(
  received: string,
): (Pick<RawRequest, 'method' | 'path' | 'head' | 'body'> & { length: number }) | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const length = end + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
  if (received.length < length) return undefined
  const [method = '', path = ''] = head.split(' ', 2)
  return { method, path, head, body: received.slice(end + 4, length), length }
}
