import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { PlimsollError } from '../contract/errors.ts'

/** What a parked client has in place of a socket: autocannon's destroy() touches it (reference trap T13). */
export type ParkedSocket = Pick<Socket, 'destroy'> & {
  removeAllListeners: (event?: string) => unknown
  on: (event: string, listener: () => void) => unknown
}

/** Head of an answer as http-parser-js hands it over. */
export interface ResponseInfo {
  readonly statusCode: number
  readonly statusMessage: string
  readonly headers: readonly string[]
  readonly versionMajor: number
  readonly versionMinor: number
  readonly shouldKeepAlive: boolean
}

/** http-parser-js' callbacks are numbered properties. */
export const ON_HEADERS_COMPLETE = 2
export const ON_BODY = 3
export const ON_MESSAGE_COMPLETE = 4

/** The part of a client's parser that is used. */
export interface ClientParser {
  execute: (chunk: Buffer) => number | Error
  initialize: (type: 'RESPONSE') => void
  /** Bytes of the head so far; it forgets to leave out the answer before. */
  headerSize: number
  finish: () => void
  [ON_HEADERS_COMPLETE]: (info: ResponseInfo) => number | undefined
  [ON_BODY]: (chunk: Buffer, start: number, length: number) => void
  [ON_MESSAGE_COMPLETE]: () => void
}

/** What a client asks of the queue of its requests under way. */
export interface RequestQueue {
  clear: () => void
  size: () => number
  insertRequest: (request: unknown) => void
  addByteCount: (bytes: number) => void
  setHeaders: (info: ResponseInfo) => void
  terminateRequest: () => unknown
}

/**
 * All of autocannon's client that Plimsoll leans on: private, so pinned to exactly 9.0.0 and asked for at every start.
 * `opts`, counters and the rest are never touched.
 */
export interface AutocannonClient extends EventEmitter {
  conn: Socket | ParkedSocket
  readonly secure: boolean
  readonly parser: ClientParser
  pipelinedRequests: RequestQueue
  readonly requestIterator: {
    currentRequest: { requestBuffer: string | Buffer }
    nextRequest: () => void
  }
  timeoutTicker: { clear: () => void; reschedule: (ms: number) => void }
  _connect: () => void
  _doRequest: () => void
  _destroyConnection: () => void
}

/** What a run of autocannon gives back; it is a thenable, so it must never be returned from an async function. */
export interface AutocannonRun {
  readonly stop: () => void
  readonly then: (settled: (result: AutocannonResult) => void) => unknown
}

/** autocannon's own count of answers, the audit of ours. */
export interface AutocannonResult {
  readonly '2xx': number
  readonly non2xx: number
}

/** What is missing from the private surface, in words; empty when autocannon is the one we know. */
export function surfaceProblems(client: unknown): string[] {
  const wanted: [path: string, type: string][] = [
    ['_connect', 'function'],
    ['_doRequest', 'function'],
    ['_destroyConnection', 'function'],
    ['on', 'function'],
    ['secure', 'boolean'],
    ['parser.execute', 'function'],
    ['parser.initialize', 'function'],
    ['parser.finish', 'function'],
    ['parser.headerSize', 'number'],
    [`parser.${ON_HEADERS_COMPLETE}`, 'function'],
    [`parser.${ON_BODY}`, 'function'],
    [`parser.${ON_MESSAGE_COMPLETE}`, 'function'],
    ['pipelinedRequests.clear', 'function'],
    ['pipelinedRequests.size', 'function'],
    ['pipelinedRequests.insertRequest', 'function'],
    ['pipelinedRequests.addByteCount', 'function'],
    ['pipelinedRequests.setHeaders', 'function'],
    ['pipelinedRequests.terminateRequest', 'function'],
    ['requestIterator.nextRequest', 'function'],
    ['requestIterator.currentRequest', 'object'],
    ['timeoutTicker.clear', 'function'],
    ['timeoutTicker.reschedule', 'function'],
  ]
  return wanted
    .filter(([path, type]) => typeof memberAt(client, path) !== type)
    .map(([path, type]) => `client.${path} is no ${type}`)
}

/** Stops the run before it sends a byte when autocannon is not the one whose internals we know. */
export function requireSurface(client: unknown): void {
  const problems = surfaceProblems(client)
  if (problems.length === 0) return
  throw new PlimsollError(
    'ENGINE_MISMATCH',
    `this autocannon is not the one Plimsoll was built on: ${problems.join(', ')}`,
    { hint: 'install autocannon 9.0.0 (npm ci)' },
  )
}

function memberAt(root: unknown, path: string): unknown {
  let here = root
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}
