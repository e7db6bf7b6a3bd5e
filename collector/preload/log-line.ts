import { writeSync } from 'node:fs'

/** Writes one line where the service's operator looks. Takes the descriptor, as process.stderr may raise 'error' in the service. */
export function logLine(text: string): void {
  try {
    writeSync(2, `plimsoll: ${text}\n`)
  } catch {
    // A closed stderr is the service's business; the collector must not be what stops it.
  }
}
