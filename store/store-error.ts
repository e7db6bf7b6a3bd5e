import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'

/** SQLite's primary result codes that a user can do something about (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5
const SQLITE_FULL = 13
/** What it says when a file beside the database, such as its shared memory, cannot grow or be made. */
const SQLITE_IOERR = 10
const SQLITE_CANTOPEN = 14
/** Less than that is as good as nothing: SQLite's shared memory alone takes 32 KiB. */
const LEAST_FREE_BYTES = 65_536

/** Turns a failure of the disk or of SQLite into the error a user can act on; keeps our own as they are. */
export function storeError(path: string, cause: unknown): PlimsollError {
  if (cause instanceof PlimsollError) return cause
  const { code, errcode, message } = cause as NodeJS.ErrnoException & { errcode?: number }
  const primary = errcode === undefined ? undefined : errcode & 0xff
  const noRoom = primary === SQLITE_IOERR || primary === SQLITE_CANTOPEN ? isFull(path) : false
  if (code === 'ENOSPC' || code === 'EDQUOT' || primary === SQLITE_FULL || noRoom) {
    return new PlimsollError('DISK_FULL', `no space left to write ${path}`, {
      hint: 'free some space, or write elsewhere: PLIMSOLL_HOME moves the store, --reports the reports',
      cause,
    })
  }
  const why = primary === SQLITE_BUSY ? 'another process holds it locked' : message
  const hint =
    primary === SQLITE_BUSY
      ? 'wait for the other Plimsoll to finish, or end it; plimsoll runs shows what is running'
      : 'check that folder and file are yours to write, move a damaged file away, or set PLIMSOLL_HOME'
  return new PlimsollError('STORE_UNUSABLE', `${path} cannot be used: ${why}`, { hint, cause })
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize < LEAST_FREE_BYTES
  } catch {
    return false
  }
}
