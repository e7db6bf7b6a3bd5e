import { logLine } from './log-line.ts'

/** Keeps what the collector does wrong away from the service that it is a guest of. */
export interface Guard {
  /** Wraps a handler of an event or channel: an error inside is logged, once for each name, and goes no further. */
  readonly handler: <A extends unknown[]>(
    what: string,
    handle: (...args: A) => void,
  ) => (...args: A) => void
}

/** A guard with its own memory of what it has logged already. */
export function createGuard(log: (text: string) => void = logLine): Guard {
  const logged = new Set<string>()
  return {
    handler:
      (what, handle) =>
      (...args) => {
        try {
          handle(...args)
        } catch (error) {
          if (logged.has(what)) return
          logged.add(what)
          log(`${what} failed, the service goes on: ${messageOf(error)}`)
        }
      },
  }
}

/** What went wrong, in one line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0] || error.name : String(error)
}
