import { type AddressInfo, createServer, type Socket } from 'node:net'
import { monotonicOffsetMs } from '../../synthetic/run-clock.ts'
import { type Behaviour, behaviourOf, SCENARIOS, type Scenario } from './scenarios.ts'
import type { FromTarget, SeenEnd, SeenRequest } from './seen-request.ts'

/**
 * A process that answers by scenario and writes down what truly happened, on an event loop of its own. It notes a time
 * as the first thing after a request came in and the last thing before an answer goes out.
 */
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
const FAILURE = Buffer.from('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n')
const SLOW_HEAD = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n')
const SLOW_PART = Buffer.from('ok')
const SLOW_PARTS = 3
const PART_EVERY_MS = 10

const REQUEST_LINE = /^GET \/([a-z-]+)(?:\?n=(\d+))? /

const offsetMs = monotonicOffsetMs()
const startedMs = performance.now()
const known = new Set<string>(SCENARIOS)
let log: SeenRequest[] = []
let underWay = 0
let received = 0
let asked = false

const server = createServer((socket) => new Connection(socket))
server.listen(0, '127.0.0.1', () =>
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port }),
)
process.on('message', () => {
  asked = true
  giveLog()
})
process.on('disconnect', () => process.exit()) // whoever started it is gone
process.on('SIGINT', () => undefined) // a terminal's Ctrl-C goes to all: who started it ends it

/** One connection, at most one request under way on it. */
class Connection {
  readonly #socket: Socket
  #text = ''
  #open: Pick<SeenRequest, 'scenario' | 'n' | 'receivedMs'> | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#read(chunk))
    for (const event of ['end', 'close', 'error'] as const) {
      socket.on(event, () => this.#ended('left'))
    }
  }

  #read(chunk: Buffer): void {
    const nowMs = performance.now()
    this.#text += chunk.toString('latin1')
    if (!this.#text.endsWith('\r\n\r\n')) return
    const [, path = '', digits] = REQUEST_LINE.exec(this.#text) ?? []
    this.#text = ''
    if (!isScenario(path)) {
      this.#socket.destroy()
      return
    }
    const n = digits === undefined ? received : Number(digits)
    received++
    underWay++
    this.#open = { scenario: path, n, receivedMs: nowMs + offsetMs }
    const behaviour = behaviourOf(path, n, nowMs - startedMs)
    if (behaviour.delayMs === 0) this.#act(behaviour)
    else setTimeout(() => this.#act(behaviour), behaviour.delayMs)
  }

  #act({ ending }: Behaviour): void {
    if (this.#open === undefined) return
    if (ending === 'answer') this.#finish(ANSWER, 'answered')
    else if (ending === 'error') this.#finish(FAILURE, 'failed')
    else if (ending === 'slow body') {
      this.#socket.write(SLOW_HEAD)
      this.#trickle(SLOW_PARTS)
    } else if (ending === 'reset') {
      this.#ended('reset')
      this.#socket.resetAndDestroy()
    }
  }

  #trickle(parts: number): void {
    if (this.#open === undefined) return
    if (parts === 1) {
      this.#finish(SLOW_PART, 'answered')
      return
    }
    this.#socket.write(SLOW_PART)
    setTimeout(() => this.#trickle(parts - 1), PART_EVERY_MS)
  }

  #finish(answer: Buffer, end: SeenEnd): void {
    this.#ended(end)
    this.#socket.write(answer)
  }

  #ended(end: SeenEnd): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    log.push({ ...open, endedMs: performance.now() + offsetMs, end })
    underWay--
    giveLog()
  }
}

/** The log goes out when it is asked for and nothing is under way any more, and begins anew. */
function giveLog(): void {
  if (!asked || underWay > 0) return
  asked = false
  tell({ kind: 'log', seen: log })
  log = []
  received = 0
}

function isScenario(path: string): path is Scenario {
  return known.has(path)
}

function tell(message: FromTarget): void {
  process.send?.(message)
}
