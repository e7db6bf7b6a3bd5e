import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { HTTP } from '../../series/http-series.ts'
import type { Guard } from './guard.ts'
import type { RouteOf } from './routes.ts'
import { type Family, singleFamily } from './series-text.ts'

/** nginx's code for a client that went away before it had its answer; there is none in RFC 9110. */
const CLIENT_CLOSED_REQUEST = 499

interface Active {
  readonly url: string
  readonly startMs: number
}

/** State of one connection: a request costs two or three field writes here, where a listener for each cost 2.4 us. */
class ConnectionRecord {
  request: IncomingMessage | null = null
  url = ''
  startMs = 0
  /** Only for pipelined requests: those that came while the first was still being answered. */
  more: Map<IncomingMessage, Active> | undefined
}

const RECORD = Symbol('plimsoll.connection')

interface RequestMessage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket & { [RECORD]?: ConnectionRecord }
  readonly server: Server
}

/** Times every request the service answers, aborted ones as 499, and knows those that are still being answered. */
export class Requests {
  readonly families: readonly Family[]
  readonly #routeOf: RouteOf
  readonly #connections = new Set<ConnectionRecord>()
  #active = 0

  constructor(routeOf: RouteOf) {
    this.#routeOf = routeOf
    this.families = [
      singleFamily(HTTP.serverActive, () => this.#active),
      singleFamily(HTTP.serverOldestActive, () => this.#oldestAgeSeconds()),
    ]
  }

  /**
   * Begins to watch; returns how to stop, by which bench/ measures the cost inside one process.
   * @param isOwn whether a server is the collector's own
   */
  observe(guard: Guard, isOwn: (server: Server) => boolean): () => void {
    const onStart = guard.handler('timing a request', (message: unknown) => {
      const { socket, request, server } = message as RequestMessage
      if (!isOwn(server)) this.#start(guard, socket, request)
    })
    const onFinish = guard.handler('timing a response', (message: unknown) => {
      const { socket, request, response } = message as RequestMessage
      const record = socket[RECORD]
      if (record !== undefined) this.#finish(record, request, response.statusCode)
    })
    subscribe('http.server.request.start', onStart)
    subscribe('http.server.response.finish', onFinish)
    return () => {
      unsubscribe('http.server.request.start', onStart)
      unsubscribe('http.server.response.finish', onFinish)
    }
  }

  #start(guard: Guard, socket: RequestMessage['socket'], request: IncomingMessage): void {
    let record = socket[RECORD]
    if (record === undefined) {
      record = this.#newRecord(guard, socket)
      socket[RECORD] = record
    }
    this.#active++
    const url = request.url ?? ''
    if (record.request === null) {
      record.request = request
      record.url = url
      record.startMs = performance.now()
    } else {
      record.more ??= new Map()
      record.more.set(request, { url, startMs: performance.now() })
    }
  }

  #newRecord(guard: Guard, socket: Socket): ConnectionRecord {
    const record = new ConnectionRecord()
    this.#connections.add(record)
    socket.once(
      'close',
      guard.handler('closing a connection', () => this.#close(record)),
    )
    return record
  }

  #finish(record: ConnectionRecord, request: IncomingMessage, status: number): void {
    if (record.request === request) {
      record.request = null
      this.#record(request, record.url, record.startMs, status)
      return
    }
    const active = record.more?.get(request)
    if (active === undefined) return
    record.more?.delete(request)
    this.#record(request, active.url, active.startMs, status)
  }

  #close(record: ConnectionRecord): void {
    this.#connections.delete(record)
    if (record.request !== null) this.#finish(record, record.request, CLIENT_CLOSED_REQUEST)
    for (const request of record.more?.keys() ?? []) {
      this.#finish(record, request, CLIENT_CLOSED_REQUEST)
    }
  }

  #record(request: IncomingMessage, url: string, startMs: number, status: number): void {
    this.#active--
    const seconds = (performance.now() - startMs) / 1000
    this.#routeOf(request, url)
      .histogram(request.method ?? '', status)
      .record(seconds)
  }

  #oldestAgeSeconds(): number {
    const nowMs = performance.now()
    let oldestMs = nowMs
    for (const record of this.#connections) {
      if (record.request !== null) oldestMs = Math.min(oldestMs, record.startMs)
      for (const { startMs } of record.more?.values() ?? []) oldestMs = Math.min(oldestMs, startMs)
    }
    return (nowMs - oldestMs) / 1000
  }
}
