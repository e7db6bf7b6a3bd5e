import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { PlimsollError } from '../contract/errors.ts'
import { type LoadCommand, parseLevelCommand } from '../contract/load-command.ts'
import type { LiveFeed } from './live-feed.ts'
import type { RunControls } from './run-controls.ts'
import { bearerToken, sameSecret } from './same-secret.ts'

/** Where other processes of this user watch and steer a run. */
export interface LiveEndpoint {
  readonly url: string
  readonly secret: string
  readonly close: () => Promise<void>
}

/**
 * Opens a run's own door on loopback: `GET /live` streams its states as server-sent events, `POST /load`, `/pause` and
 * `/resume` change the load, `/stop` ends it early. All need the secret, which only the store tells.
 */
export async function openLiveEndpoint(
  feed: LiveFeed,
  controls: RunControls,
): Promise<LiveEndpoint> {
  const secret = randomBytes(24).toString('base64url')
  const streams = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (!sameSecret(bearerToken(request.headers.authorization) ?? '', secret)) {
      response.writeHead(401).end()
    } else if (request.method === 'GET' && request.url === '/live') {
      streams.add(response)
      stream(feed, request, response)
      response.on('close', () => streams.delete(response))
    } else if (request.method === 'POST') void steer(controls, request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    close: async () => {
      for (const response of streams) response.end(event('ended', {}))
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      })
    },
  }
}

/** Does what is asked, or says why not, in the words of the error. */
async function steer(
  controls: RunControls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  try {
    if (request.url === '/stop') controls.stop()
    const command = await commandOf(request)
    answer(202, command ? controls.change(command, 'api') : {})
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    const { code, message, hint } = error
    answer(409, { code, message, hint })
  }
}

async function commandOf(request: IncomingMessage): Promise<LoadCommand | undefined> {
  if (request.url === '/pause') return { kind: 'pause' }
  if (request.url === '/resume') return { kind: 'resume' }
  if (request.url !== '/load') return undefined
  return parseLevelCommand(JSON.parse(await text(request)))
}

function stream(feed: LiveFeed, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(event('history', feed.points))
  if (feed.latest) response.write(event('state', feed.latest))
  const unsubscribe = feed.subscribe((state) => {
    // A reader that cannot keep up misses states, it does not fill our memory.
    if (!response.writableNeedDrain) response.write(event('state', state))
  })
  request.on('close', unsubscribe)
  response.on('close', unsubscribe)
}

/** One server-sent event (WHATWG HTML, section 9.2). */
function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
