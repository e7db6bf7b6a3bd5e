import { setTimeout as delay } from 'node:timers/promises'
import type { MetricData } from '@opentelemetry/sdk-metrics'

/** What a source says of itself when it is asked once. */
export interface Answer {
  readonly metrics: readonly MetricData[]
  /** Parts that are asked for on top, by subject: why one was not given, or undefined where it was. */
  readonly parts: ReadonlyMap<string, string | undefined>
}

/** Something that can be asked for its state. `ask` must settle by itself, with an error where there is no answer. */
export interface Source {
  readonly ask: () => Promise<Answer>
  readonly close: () => Promise<void>
}

/** Longest wait for an answer: well under a scrape's timeout, which would lose what the others say. */
export const ANSWER_DEADLINE_MS = 2_000

/** Asks a source once a scrape: rates need values of the moment they are scraped at. */
export class Poll {
  readonly #name: string
  readonly #source: Source
  readonly #log: (line: string) => void
  readonly #said = new Map<string, string>()
  #underway: Promise<Answer | undefined> | undefined

  constructor(name: string, source: Source, log: (line: string) => void) {
    this.#name = name
    this.#source = source
    this.#log = log
  }

  /** The source's answer; undefined when there was none. Scrapes that come together share one round. */
  answer(): Promise<Answer | undefined> {
    this.#underway ??= this.#askOnce().finally(() => {
      this.#underway = undefined
    })
    return this.#underway
  }

  close(): Promise<void> {
    return this.#source.close()
  }

  async #askOnce(): Promise<Answer | undefined> {
    const patience = new AbortController()
    try {
      const late = delay(ANSWER_DEADLINE_MS, undefined, { signal: patience.signal }).then(() => {
        throw new Error(`nothing within ${ANSWER_DEADLINE_MS} ms`)
      })
      const answer = await Promise.race([this.#source.ask(), late])
      this.#say(this.#name, 'answers')
      for (const [subject, reason] of answer.parts) {
        if (reason !== undefined || this.#said.has(subject)) {
          this.#say(subject, reason === undefined ? 'can be read' : `cannot be read: ${reason}`)
        }
      }
      return answer
    } catch (error) {
      this.#say(this.#name, `does not answer: ${reasonOf(error)}`)
      return undefined
    } finally {
      patience.abort()
    }
  }

  /** Logs changes only: a database that is down all night is one line. */
  #say(subject: string, text: string): void {
    const [state = text] = text.split(':') // the words of a reason may change while it lasts
    if (this.#said.get(subject) !== state) this.#log(`${subject} ${text}`)
    this.#said.set(subject, state)
  }
}

/** Drivers put no URL into their messages; an AggregateError (several addresses tried) has only a code. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}
