import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

/** How often a waiting process looks whether the lock is free, in milliseconds. */
const RETRY_MS = 100

export interface FileLock {
  readonly release: () => void
}

/**
 * Takes the lock or returns undefined when another process (or this one) holds it. The kernel drops
 * it with its holder, however that dies, so it is never stale: an empty SQLite file in an exclusive
 * transaction, since Node offers no lock of its own.
 */
export function tryLock(path: string): FileLock | undefined {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return { release: () => database.close() }
}

/** Runs `work` while no other process does; `onWait` is called once when it has to wait. */
export async function withLock<T>(
  path: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  let lock = tryLock(path)
  if (!lock) onWait()
  while (!lock) {
    await delay(RETRY_MS)
    lock = tryLock(path)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}
