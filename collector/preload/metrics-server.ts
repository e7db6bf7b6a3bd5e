import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from './guard.ts'

/** How many ports after the wanted one are tried: a cluster's workers each need one. */
const NEXT_PORTS = 8

/** Serves /metrics beside the service. It keeps the process alive no longer than the service does. */
export class MetricsServer {
  readonly #server: Server
  readonly #log: (text: string) => void

  constructor(page: () => Promise<string>, log: (text: string) => void) {
    this.#log = log
    this.#server = createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end()
        return
      }
      page().then(
        (text) => {
          response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
          response.end(text)
        },
        (error: unknown) => {
          log(`the metrics page failed: ${messageOf(error)}`)
          response.writeHead(500).end() // a failed scrape is visible, half a page would not be
        },
      )
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
