import { OUTCOMES, type Outcome } from '../measurement/outcomes.ts'
import type { FirstRequest } from '../measurement/run-record.ts'
import type { VirtualUser } from './virtual-user.ts'

const SENT_AT = 0
const CONNECT = 1
const TOOK = 2
const OUTCOME = 3 // from 1: 0 is a request that has not ended
const NUMBERS = 4

/**
 * The first request one worker sends to each endpoint, in memory that the coordinator reads. Once every endpoint has
 * had its first, all that is left of it in the path of a request is one comparison.
 */
export class FirstRequests {
  readonly #numbers: Float64Array
  readonly #senders: (VirtualUser | undefined)[]
  #missing: number

  constructor(endpoints: number, buffer: SharedArrayBuffer, byteOffset: number) {
    this.#numbers = new Float64Array(buffer, byteOffset, endpoints * NUMBERS)
    this.#senders = Array.from({ length: endpoints })
    this.#missing = endpoints
  }

  static byteLength(endpoints: number): number {
    return endpoints * NUMBERS * 8
  }

  /** @param connectMs what its connection took to open; 0 when it was not opened for this request */
  sent(user: VirtualUser, connectMs: number): void {
    if (this.#missing === 0) return
    const endpoint = user.step?.endpoint ?? 0
    if (this.#senders[endpoint] !== undefined) return
    this.#senders[endpoint] = user
    this.#numbers[endpoint * NUMBERS + SENT_AT] = user.sentMs
    this.#numbers[endpoint * NUMBERS + CONNECT] = connectMs
  }

  ended(user: VirtualUser, outcome: Outcome, atMs: number): void {
    if (this.#missing === 0) return
    const endpoint = user.step?.endpoint ?? 0
    const at = endpoint * NUMBERS
    if (this.#senders[endpoint] !== user || this.#numbers[at + OUTCOME] !== 0) return
    this.#numbers[at + TOOK] = atMs - user.sentMs
    this.#numbers[at + OUTCOME] = OUTCOMES.indexOf(outcome) + 1
    this.#missing--
  }

  /** What the first request of an endpoint took, undefined before its end. */
  read(endpoint: number): Omit<FirstRequest, 'endpoint'> | undefined {
    const at = endpoint * NUMBERS
    const outcome = OUTCOMES[(this.#numbers[at + OUTCOME] ?? 0) - 1]
    if (outcome === undefined) return undefined
    const connectMs = this.#numbers[at + CONNECT] ?? 0
    return {
      atMs: this.#numbers[at + SENT_AT] ?? 0,
      ...(connectMs > 0 && { connectMs }),
      requestMs: this.#numbers[at + TOOK] ?? 0,
      outcome,
    }
  }
}
