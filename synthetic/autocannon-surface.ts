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
  /** `RESPONSE_LINE` before an answer. */
  readonly state: string
  /** What came of a line whose end is still missing. */
  readonly line: string
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
  /** Undefined until the first connect. */
  conn: Socket | ParkedSocket | undefined
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
  readonly then: (
    settled: (result: AutocannonResult) => void,
    failed: (error: unknown) => void,
  ) => unknown
}

/** autocannon's own count of answers, the audit of ours. */
export interface AutocannonResult {
  readonly '2xx': number
  readonly non2xx: number
}

/** The only release whose inner parts were read and whose traps were measured. */
const AUTOCANNON_VERSION = '9.0.0'

/** All that is leaned on: the methods as autocannon defines them, the rest as its constructor leaves it. */
const SURFACE: readonly [path: string, type: string][] = [
  ['prototype._connect', 'function'],
  ['prototype._doRequest', 'function'],
  ['prototype._destroyConnection', 'function'],
  ['client.on', 'function'],
  ['client.secure', 'boolean'],
  ['client.parser.execute', 'function'],
  ['client.parser.initialize', 'function'],
  ['client.parser.finish', 'function'],
  ['client.parser.headerSize', 'number'],
  ['client.parser.state', 'string'],
  ['client.parser.line', 'string'],
  [`client.parser.${ON_HEADERS_COMPLETE}`, 'function'],
  [`client.parser.${ON_BODY}`, 'function'],
  [`client.parser.${ON_MESSAGE_COMPLETE}`, 'function'],
  ['client.pipelinedRequests.clear', 'function'],
  ['client.pipelinedRequests.size', 'function'],
  ['client.pipelinedRequests.insertRequest', 'function'],
  ['client.pipelinedRequests.addByteCount', 'function'],
  ['client.pipelinedRequests.setHeaders', 'function'],
  ['client.pipelinedRequests.terminateRequest', 'function'],
  ['client.requestIterator.nextRequest', 'function'],
  ['client.requestIterator.currentRequest', 'object'],
  ['client.timeoutTicker.clear', 'function'],
  ['client.timeoutTicker.reschedule', 'function'],
]

/** What is missing from the private surface, in words; empty when autocannon is the one we know. */
export function surfaceProblems(client: object): string[] {
  const parts = { client, prototype: Object.getPrototypeOf(client) }
  return SURFACE.filter(([path, type]) => typeof memberAt(parts, path) !== type).map(
    ([path, type]) => `${path} is no ${type}`,
  )
}

/** Stops the run before it opens a connection when autocannon is another release than the one we know. */
export function requireKnownVersion(found: string): void {
  if (found === AUTOCANNON_VERSION) return
  throw new PlimsollError(
    'ENGINE_MISMATCH',
    `autocannon ${found} is installed, but Plimsoll leans on inner parts of ${AUTOCANNON_VERSION}`,
    { hint: `npm ci brings autocannon ${AUTOCANNON_VERSION}` },
  )
}

/** The same for a copy that says it is that release and is not. */
export function otherAutocannon(problems: readonly string[]): PlimsollError {
  return new PlimsollError(
    'ENGINE_MISMATCH',
    `the installed autocannon says it is ${AUTOCANNON_VERSION}, but was changed: ${problems.join(', ')}`,
    { hint: `npm ci brings autocannon ${AUTOCANNON_VERSION} as it was released` },
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
