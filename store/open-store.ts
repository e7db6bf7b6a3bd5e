import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { NotificationLog } from './notification-log.ts'
import { RunCheckpoints } from './run-checkpoints.ts'
import { openDatabase } from './run-database.ts'
import { RunStore } from './run-store.ts'
import { RunningRuns } from './running-runs.ts'
import { storeError } from './store-error.ts'
import { inTransaction } from './transaction.ts'

/** What Plimsoll remembers between commands. */
export interface Store {
  /** The SQLite file, for messages. */
  readonly path: string
  readonly runs: RunStore
  readonly running: RunningRuns
  readonly checkpoints: RunCheckpoints
  readonly notifications: NotificationLog
  /** All that the work changes, or nothing; other processes wait for its end. */
  readonly atomically: <T>(work: () => T) => T
  readonly close: () => void
}

/**
 * Opens the store of a project.
 * @param home its `.plimsoll` folder
 * @param busyTimeoutMs how long to wait for another writer; SQLite's own default is not to
 */
export function openStore(home: string, busyTimeoutMs?: number): Store {
  const path = join(home, 'runs.sqlite')
  const database = openDatabase(path, busyTimeoutMs)
  return {
    path,
    runs: new RunStore(database, path),
    running: new RunningRuns(database, path),
    checkpoints: new RunCheckpoints(database, path),
    notifications: new NotificationLog(database, path),
    atomically: (work) => inTransaction(database, path, work),
    close: () => database.close(),
  }
}

/**
 * Throws unless somebody could write to the store now. Returns its file, or undefined when there is
 * none yet: looking makes none.
 */
export function requireWritableStore(home: string, busyTimeoutMs: number): string | undefined {
  const path = join(home, 'runs.sqlite')
  if (!existsSync(path)) return undefined
  const database = openDatabase(path, busyTimeoutMs)
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
    return path
  } catch (cause) {
    throw storeError(path, cause)
  } finally {
    database.close()
  }
}
