import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf } from './guard.ts'

/** How many ports after the wanted one are tried: a cluster's workers each need one. */
const NEXT_PORTS = 8

/**
 * So much of a page is written in one turn of the service's event loop (about 0.1 ms): a page of 50 routes has 0.8 MB,
 * and no request should wait for all of it.
 */
const SLICE_CHARACTERS = 32_768

/** Serves /metrics beside the service. It keeps the process alive no longer than the service does. */
export class MetricsServer {
  readonly #server: Server
  readonly #log: (text: string) => void

  /** @param page the texts of a page, in order and whole lines each */
  constructor(page: () => AsyncIterable<string>, log: (text: string) => void) {
    this.#log = log
    this.#server = createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end()
        return
      }
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      writeSlices(response, page()).catch((error: unknown) => {
        log(`the metrics page failed: ${messageOf(error)}`)
        response.destroy() // a broken scrape is visible, half a page would not be
      })
    })
    this.#server.unref()
    this.#server.on('connection', (socket) => socket.unref()) // a scraper keeps its connection alive
  }

  readonly isOwn = (server: Server): boolean => server === this.#server

  /** Listens on the port or one of the next; a taken port never harms the service. 0 takes a free one. */
  listen(host: string, wantedPort: number, serviceName: string): void {
    const server = this.#server
    let port = wantedPort
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port < wantedPort + NEXT_PORTS) {
        port++
        server.listen({ host, port, exclusive: true }) // exclusive: workers of a cluster would share it
      } else this.#log(`no metrics of ${serviceName}: ${messageOf(error)}`)
    })
    server.once('listening', () => {
      const { port: taken } = server.address() as AddressInfo
      const shownHost = host.includes(':') ? `[${host}]` : host
      const moved = wantedPort === 0 || taken === wantedPort ? '' : ` (${wantedPort} was taken)`
      this.#log(`metrics of ${serviceName} on http://${shownHost}:${taken}/metrics${moved}`)
    })
    server.listen({ host, port, exclusive: true })
  }
}

async function writeSlices(response: ServerResponse, texts: AsyncIterable<string>): Promise<void> {
  let slice = ''
  for await (const text of texts) {
    slice += text
    if (slice.length < SLICE_CHARACTERS) continue
    response.write(slice)
    slice = ''
    await nextTurn()
  }
  response.end(slice)
}
