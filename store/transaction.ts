import type { DatabaseSync } from 'node:sqlite'
import { storeError } from './store-error.ts'

/** Does all of the work or none of it; other writers wait. Transactions do not nest. */
export function inTransaction<T>(database: DatabaseSync, path: string, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite may have rolled back itself, as it does when the disk is full.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  } catch (cause) {
    throw storeError(path, cause)
  }
}
