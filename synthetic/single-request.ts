import type { RequestQueue, ResponseInfo } from './autocannon-surface.ts'

/**
 * The request under way on a connection, in place of autocannon's queue, which makes an object and reads the clock twice
 * for each: here a second one is never under way, and time is taken by whoever sends.
 */
export class SingleRequest implements RequestQueue {
  /** What autocannon counts an answer by. */
  readonly #answer = { req: undefined as unknown, headers: {}, bytes: 0, body: '', duration: 0 }
  #isUnderWay = false

  insertRequest(request: unknown): void {
    this.#answer.req = request
    this.#answer.bytes = 0
    this.#isUnderWay = true
  }

  addByteCount(bytes: number): void {
    this.#answer.bytes += bytes
  }

  setHeaders(info: ResponseInfo): void {
    this.#answer.headers = info
  }

  terminateRequest(): unknown {
    this.#isUnderWay = false
    return this.#answer
  }

  size(): number {
    return this.#isUnderWay ? 1 : 0
  }

  clear(): void {
    this.#isUnderWay = false
  }
}
