import { statfsSync } from 'node:fs'
import { PlimsollError } from '../contract/errors.ts'

/** Less than that is as good as nothing: a database or a log needs more to begin with. */
const LEAST_FREE_BYTES = 1024 * 1024

/** sqlite.org/rescode.html: the owner's lock is an SQLite file. */
const SQLITE_FULL = 13

const HINT = 'free some space, or run the stack elsewhere with PLIMSOLL_RUNTIME'

/** The same error, as one that says what to do when a file could not be written for want of space. */
export function diskFullError(error: unknown): unknown {
  if (error instanceof PlimsollError) return error
  const { code, path, errcode } = error as NodeJS.ErrnoException & { errcode?: number }
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && errcode !== SQLITE_FULL) return error
  const message = `no space left to write ${path ?? 'a file of the stack'}`
  return new PlimsollError('DISK_FULL', message, { hint: HINT, cause: error })
}

/** The error of a program that ended where there is no space: its log, if any, would say no more. */
export function endedOnFullDisk(folder: string, what: string): PlimsollError | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize >= LEAST_FREE_BYTES) return undefined
  } catch {
    return undefined
  }
  return new PlimsollError('DISK_FULL', `${what}: no space left in ${folder}`, { hint: HINT })
}
