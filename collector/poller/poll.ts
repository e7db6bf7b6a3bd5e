import { setTimeout as delay } from 'node:timers/promises'

/** Something that can be asked for its state. `ask` must settle by itself, with an error where there is no answer. */
export interface Source<T> {
  readonly ask: () => Promise<T>
  readonly close: () => Promise<void>
}

/** Between two polls: a few of them fall into the shortest window that rules look at (30 s). */
export const POLL_INTERVAL_MS = 2_000

/** Longest wait for an answer: a server that needs longer than a poll's interval is not usable either. */
export const ANSWER_DEADLINE_MS = 2_000

/** Asks a source again and again. An answer stands until the next poll, and goes with the first that fails. */
export class Poll<T> {
  readonly #name: string
  readonly #source: Source<T>
  readonly #log: (line: string) => void
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined
  #answer: T | undefined
  #isUp: boolean | undefined

  constructor(name: string, source: Source<T>, log: (line: string) => void) {
    this.#name = name
    this.#source = source
    this.#log = log
  }

  /** The last poll's answer; undefined when it failed. */
  get answer(): T | undefined {
    return this.#answer
  }

  /** Whether the last poll succeeded; undefined before the first has ended. */
  get isUp(): boolean | undefined {
    return this.#isUp
  }

  start(intervalMs: number): void {
    this.#loop = this.#run(intervalMs)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
    await this.#source.close()
  }

  async #run(intervalMs: number): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await this.#pollOnce()
      await delay(intervalMs, undefined, { signal }).catch(() => undefined) // aborted: the loop ends
    }
  }

  async #pollOnce(): Promise<void> {
    try {
      this.#answer = await this.#source.ask()
      this.#turn(true, 'answers')
    } catch (error) {
      this.#answer = undefined
      this.#turn(false, `does not answer: ${reasonOf(error)}`)
    }
  }

  /** Logs changes only: a database that is down all night is one line. */
  #turn(isUp: boolean, text: string): void {
    if (this.#isUp !== isUp) this.#log(`${this.#name} ${text}`)
    this.#isUp = isUp
  }
}

/** Drivers put no URL into their messages; an AggregateError (several addresses tried) has only a code. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}
