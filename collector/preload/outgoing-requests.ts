import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { HTTP } from '../../series/http-series.ts'
import { BoundedNames } from './bounded-names.ts'
import { DEFAULT_HTTP_EDGES_SECONDS } from './default-edges.ts'
import type { Guard } from './guard.ts'
import { type Histogram, HistogramFamily } from './histogram.ts'

const START_MS = Symbol('plimsoll.start')

/** Begins the User-Agent of the collector's own export, which is no request of the service. */
export const OWN_USER_AGENT = 'plimsoll-collector'

/** Most hosts that become a label. */
const MAX_TARGETS = 50

type HttpRequest = ClientRequest & { [START_MS]?: number | undefined }

/** undici's request: global fetch, and the package. */
interface UndiciRequest {
  readonly method: string
  readonly origin: string | URL
  [START_MS]?: number | undefined
}

/** Times what the service asks of others, from the start to the response head. One that got no answer has no status. */
export class OutgoingRequests {
  readonly family = new HistogramFamily(HTTP.clientDuration, DEFAULT_HTTP_EDGES_SECONDS)
  readonly #targets = new BoundedNames(MAX_TARGETS)
  readonly #children = new Map<string, Histogram>()

  observe(guard: Guard): void {
    const on = (channel: string, handle: (message: unknown) => void): void =>
      subscribe(channel, guard.handler('timing an outgoing request', handle))
    on('http.client.request.start', (message) => {
      const { request } = message as { request: HttpRequest }
      request[START_MS] = performance.now()
    })
    on('http.client.response.finish', (message) => {
      const { request, response } = message as { request: HttpRequest; response: IncomingMessage }
      this.#finishHttp(request, String(response.statusCode ?? ''))
    })
    on('http.client.request.error', (message) => {
      const { request } = message as { request: HttpRequest }
      this.#finishHttp(request, '')
    })
    on('undici:request:create', (message) => {
      const { request } = message as { request: UndiciRequest }
      request[START_MS] = performance.now()
    })
    on('undici:request:headers', (message) => {
      const { request, response } = message as {
        request: UndiciRequest
        response: { statusCode: number }
      }
      this.#finishUndici(request, String(response.statusCode))
    })
    on('undici:request:error', (message) => {
      const { request } = message as { request: UndiciRequest }
      this.#finishUndici(request, '')
    })
  }

  #finishHttp(request: HttpRequest, status: string): void {
    const startMs = request[START_MS]
    if (startMs === undefined) return
    request[START_MS] = undefined
    if (String(request.getHeader('user-agent')).startsWith(OWN_USER_AGENT)) return
    this.#record(request.method, String(request.getHeader('host') ?? ''), status, startMs)
  }

  #finishUndici(request: UndiciRequest, status: string): void {
    const startMs = request[START_MS]
    if (startMs === undefined) return // an error after the head: the answer is counted already
    request[START_MS] = undefined
    const origin = String(request.origin)
    this.#record(request.method, origin.slice(origin.indexOf('//') + 2), status, startMs)
  }

  #record(method: string, target: string, status: string, startMs: number): void {
    const labels = [method, this.#targets.admit(target), status]
    const key = labels.join(' ')
    const child = this.#children.get(key) ?? this.family.add(labels)
    this.#children.set(key, child)
    child.record((performance.now() - startMs) / 1000)
  }
}
