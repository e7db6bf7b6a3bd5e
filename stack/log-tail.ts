import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Enough for the last dozen lines of any log, in bytes. */
const TAIL_BYTES = 8_192

/** The last lines of a log file, indented for an error message; empty when there are none. */
export function logTail(path: string, lines = 12): string {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return ''
  }
  try {
    const { size } = fstatSync(file)
    const length = Math.min(size, TAIL_BYTES)
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, size - length)
    const text = bytes.toString('utf8').trim()
    return text === '' ? '' : `  ${text.split('\n').slice(-lines).join('\n  ')}`
  } finally {
    closeSync(file)
  }
}
