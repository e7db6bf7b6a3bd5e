import { subscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { HTTP } from '../../series/http-series.ts'
import type { Guard } from './guard.ts'
import { type Family, singleFamily } from './series-text.ts'

/** The HTTP and HTTPS servers of the service, found as they begin to listen. */
export class HttpServers {
  readonly openConnections: Family
  readonly #servers = new Set<Server>()
  #connections = 0

  constructor() {
    this.openConnections = singleFamily(HTTP.serverOpenConnections, () => this.#connections)
  }

  /** @param onFirst called once, when there is something to measure */
  observe(guard: Guard, isOwn: (server: Server) => boolean, onFirst: () => void): void {
    let first = true
    const onListening = guard.handler('finding an HTTP server', (message: unknown) => {
      const { server } = message as { server: Server }
      if (!isHttpServer(server) || isOwn(server)) return
      this.#servers.add(server)
      server.once('close', () => this.#servers.delete(server))
      if (first) onFirst()
      first = false
    })
    subscribe('tracing:net.server.listen:asyncEnd', onListening)
  }

  /** Counts the open connections; to be awaited before the page is written. */
  async refresh(): Promise<void> {
    const counts = await Promise.all(
      [...this.#servers].map(
        (server) =>
          new Promise<number>((resolve) => {
            server.getConnections((error, count) => resolve(error ? 0 : count))
          }),
      ),
    )
    this.#connections = counts.reduce((total, count) => total + count, 0)
  }
}

/** By a field that both have: importing node:https only to ask would load TLS into services without it. */
function isHttpServer(server: object): boolean {
  return 'headersTimeout' in server
}
