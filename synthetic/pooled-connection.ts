import type { Socket } from 'node:net'
import {
  type AutocannonClient,
  type ClientParser,
  ON_BODY,
  ON_HEADERS_COMPLETE,
  ON_MESSAGE_COMPLETE,
  type ParkedSocket,
  type ResponseInfo,
  surfaceProblems,
} from './autocannon-surface.ts'
import type { HeadMemory, KnownHead } from './head-memory.ts'
import { keepAliveMs, staysOpen } from './keep-alive.ts'
import { SingleRequest } from './single-request.ts'

/** What a connection tells its owner. Every callback finds it in a state in which it may be used again. */
export interface ConnectionListener<Holder> {
  onConnected(connection: PooledConnection<Holder>): void
  /** No connection came about; `code` is the system's error. */
  onConnectFailed(connection: PooledConnection<Holder>, code: string): void
  /** A whole answer is here: see `status`, `rawHeaders`, `bodyBytes`, `body`. */
  onResponse(connection: PooledConnection<Holder>): void
  /** The request under way got no whole answer. */
  onBroken(connection: PooledConnection<Holder>, outcome: 'reset' | 'protocol', cause: string): void
  /** The server closed an idle connection. */
  onIdleClosed(connection: PooledConnection<Holder>): void
}

type State = 'parked' | 'connecting' | 'ready' | 'busy'

const PARKED: ParkedSocket = {
  removeAllListeners: () => undefined,
  on: () => undefined,
  destroy: () => undefined as never,
}

const NO_HEADERS: readonly string[] = []

/** What the parser's head callback returns for an answer whose body is only announced. */
const SKIP_BODY = 1

/**
 * One of autocannon's clients, adopted before its first connect: it connects, writes and parses; when, what and how
 * often is ours. Its two gates `_connect` and `_doRequest` do nothing unless this class asks.
 */
export class PooledConnection<Holder> {
  /** Who uses it now. */
  holder: Holder | undefined
  state: State = 'parked'
  /** What its present socket took to open. */
  connectMs = 0
  /** Of the answer that came last over its present socket; 0 before the first. */
  status = 0
  rawHeaders = NO_HEADERS
  statusMessage = ''
  bodyBytes = 0
  /** In what the client is not the one we know; undefined until autocannon has made it. */
  problems: readonly string[] | undefined
  readonly #client: AutocannonClient
  readonly #listener: ConnectionListener<Holder>
  readonly #prototype: AutocannonClient
  readonly #isUsedOnce: boolean
  readonly #request = { requestBuffer: '' } // one for all: a second request is never under way
  #isHead = false
  #wantsBody = false
  #heads: HeadMemory | undefined
  #info: ResponseInfo | undefined // of the answer that came last
  #chunks: Buffer[] = []
  #informational = false // a 1xx is no answer (trap T7)
  #complete = false
  #closesAfter = false // the server said Connection: close (trap T2), or may not be trusted any more
  #errorCode: string | undefined
  #idleSince = 0
  #keepAliveMs = Number.POSITIVE_INFINITY

  constructor(
    client: AutocannonClient,
    { listener, keepAlive }: { listener: ConnectionListener<Holder>; keepAlive: boolean },
  ) {
    this.#client = client
    this.#listener = listener
    this.#isUsedOnce = !keepAlive
    this.#prototype = Object.getPrototypeOf(client)
    if (client.conn !== undefined) {
      client.conn.destroy() // before the request that is on its way with it
      this.problems = ['it sets a client up after its first connect']
      return
    }
    client.conn = PARKED
    client._connect = () => {
      // The constructor calls it after it has set the parser's callbacks; later 'error' and 'end' of the socket do.
      if (this.problems === undefined) this.#adopt()
      else this.#lost()
    }
    client._doRequest = () => undefined
    client.requestIterator.currentRequest = this.#request
    client.requestIterator.nextRequest = () => undefined
    client.on('connError', (error: NodeJS.ErrnoException) => {
      this.#errorCode = error.code ?? error.message
    })
  }

  /** The text of the answer, if the request asked for it; kept as bytes until now, so UTF-8 is never cut (trap T11). */
  get body(): string {
    return this.#chunks.length === 0 ? '' : Buffer.concat(this.#chunks).toString('utf8')
  }

  /** True when the next request needs another connection: the server closes it, or is about to for idleness. */
  isStale(): boolean {
    if (this.#closesAfter || this.#keepAliveMs === Number.POSITIVE_INFINITY)
      return this.#closesAfter
    return performance.now() - this.#idleSince >= this.#keepAliveMs
  }

  open(): void {
    if (this.state !== 'parked') this.close()
    this.state = 'connecting'
    this.status = 0
    this.#prototype._connect.call(this.#client)
    const socket = this.#client.conn as Socket
    socket.setNoDelay(true) // autocannon does not; a small request must not wait for an acknowledgement (trap T18)
    socket.once(this.#client.secure ? 'secureConnect' : 'connect', () => {
      if (this.#client.conn !== socket || this.state !== 'connecting') return
      this.state = 'ready'
      this.#listener.onConnected(this)
    })
  }

  /**
   * Writes a request; the connection must be ready.
   * @param heads what answers to it came with before
   */
  send(text: string, isHead: boolean, wantsBody: boolean, heads: HeadMemory | undefined): void {
    this.state = 'busy'
    this.#heads = heads
    this.#isHead = isHead
    this.#wantsBody = wantsBody
    this.status = 0
    this.rawHeaders = NO_HEADERS
    this.bodyBytes = 0
    if (this.#chunks.length > 0) this.#chunks = []
    this.#info = undefined
    this.#client.parser.headerSize = 0
    this.#request.requestBuffer = text
    this.#prototype._doRequest.call(this.#client)
  }

  /** Drops the socket and forgets what was under way (traps T1, T4). */
  close(): void {
    this.state = 'parked'
    const client = this.#client
    if (client.conn !== PARKED) client._destroyConnection()
    client.conn = PARKED
    client.pipelinedRequests.clear()
    client.parser.initialize('RESPONSE')
    this.#informational = false
    this.#complete = false
    this.#closesAfter = false
    this.#errorCode = undefined
    this.#keepAliveMs = Number.POSITIVE_INFINITY
  }

  #adopt(): void {
    const client = this.#client
    this.problems = surfaceProblems(client)
    if (this.problems.length > 0) return
    client.timeoutTicker.clear()
    client.timeoutTicker = { clear: () => undefined, reschedule: () => undefined } // fires on idle clients (trap T12)
    client.pipelinedRequests = new SingleRequest()
    const { parser } = client
    const messageComplete = parser[ON_MESSAGE_COMPLETE]
    const execute = parser.execute
    parser[ON_HEADERS_COMPLETE] = (info) => {
      if (info.statusCode < 200) {
        this.#informational = true
        return SKIP_BODY
      }
      if (!this.#isAwaited) return undefined
      client.pipelinedRequests.setHeaders(info)
      return this.#head(info)
    }
    parser[ON_BODY] = (chunk, start, length) => {
      if (!this.#isAwaited) return
      this.bodyBytes += length
      if (this.#wantsBody) this.#chunks.push(chunk.subarray(start, start + length))
    }
    parser[ON_MESSAGE_COMPLETE] = () => {
      if (this.#informational) this.#informational = false
      else if (this.#isAwaited) {
        this.#complete = true
        messageComplete()
      } else this.#closesAfter = true // more came than one answer: trust nothing that follows
    }
    parser.execute = (chunk) => {
      const isFresh = this.#isAwaited && !this.#isHead && isAtAnswersBeginning(parser)
      const known = isFresh ? this.#heads?.ofWholeAnswer(chunk) : undefined
      if (known) return this.#received(this.#again(known, chunk))
      const taken = execute.call(parser, chunk)
      if (isFresh && this.#complete && this.#info) {
        this.#heads?.keep(chunk, this.bodyBytes, this.#info)
      }
      return this.#received(taken)
    }
  }

  /** What the parser would do with a whole answer whose head came before. */
  #again({ head, info }: KnownHead, chunk: Buffer): number {
    const { parser } = this.#client
    parser[ON_HEADERS_COMPLETE](info)
    if (head.length < chunk.length) {
      parser[ON_BODY](chunk, head.length, chunk.length - head.length)
    }
    parser[ON_MESSAGE_COMPLETE]()
    return chunk.length
  }

  /** Only then may what comes in be an answer: autocannon dies of one that nobody asked for (trap T5). */
  get #isAwaited(): boolean {
    return this.state === 'busy' && !this.#complete
  }

  #head(info: ResponseInfo): number | undefined {
    this.#info = info
    this.status = info.statusCode
    this.statusMessage = info.statusMessage
    this.rawHeaders = info.headers
    this.#closesAfter = this.#isUsedOnce || !staysOpen(info, this.#isHead)
    if (this.#keepAliveMs === Number.POSITIVE_INFINITY)
      this.#keepAliveMs = keepAliveMs(info.headers)
    // HEAD, 204 and 304 announce at most a body that never comes (trap T8; RFC 9110, section 8.6)
    return this.#isHead || info.statusCode === 204 || info.statusCode === 304
      ? SKIP_BODY
      : undefined
  }

  /** The parser has taken a chunk and stands between two states: only now is it safe to act on what it held. */
  #received(taken: number | Error): number | Error {
    if (this.#complete) {
      const isMore = taken instanceof Error || !isAtAnswersBeginning(this.#client.parser)
      if (isMore) this.#closesAfter = true // the next answer would begin with it
      this.#finish()
    } else if (taken instanceof Error) this.#broken('protocol', taken.message)
    else if (this.state === 'ready') this.#closeIdle()
    return taken
  }

  #finish(): void {
    this.#complete = false
    this.state = 'ready'
    if (this.#keepAliveMs < Number.POSITIVE_INFINITY) this.#idleSince = performance.now()
    this.#listener.onResponse(this)
  }

  #broken(outcome: 'reset' | 'protocol', cause: string): void {
    const wasBusy = this.state === 'busy'
    this.close()
    if (wasBusy) this.#listener.onBroken(this, outcome, cause)
    else this.#listener.onIdleClosed(this)
  }

  #closeIdle(): void {
    this.close()
    this.#listener.onIdleClosed(this)
  }

  /** The socket ended or failed. */
  #lost(): void {
    const code = this.#errorCode
    if (this.state === 'busy') this.#lostWhileBusy(code)
    else if (this.state === 'ready') this.#closeIdle()
    else if (this.state === 'connecting') {
      this.close()
      this.#listener.onConnectFailed(this, code ?? 'closed while connecting')
    }
  }

  #lostWhileBusy(code: string | undefined): void {
    if (code === undefined) this.#client.parser.finish() // the end of the stream may end the body (trap T9)
    if (this.#complete) {
      this.#closesAfter = true
      this.#finish()
    } else this.#broken('reset', code ?? 'the connection was closed before the whole answer came')
  }
}

/** Nothing of an answer is parsed yet, not even a part of its first line. */
function isAtAnswersBeginning({ state, line }: ClientParser): boolean {
  return state === 'RESPONSE_LINE' && line === ''
}
