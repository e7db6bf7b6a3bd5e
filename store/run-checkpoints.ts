import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { storeError } from './store-error.ts'
import { inTransaction } from './transaction.ts'

/**
 * What runs under way have measured so far, so that a killed process loses seconds and not its run. An
 * interval that cannot change any more is written once: the cost does not grow with the run.
 */
export class RunCheckpoints {
  readonly #database: DatabaseSync
  readonly #path: string

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  /**
   * Replaces what is kept of the run.
   * @param settled so many of the first intervals will not change any more
   */
  keep(record: RunRecord, settled: number): void {
    inTransaction(this.#database, this.#path, () => {
      const { id, intervals } = record
      const known = Number(
        this.#database
          .prepare('SELECT count(*) AS known FROM checkpoint_intervals WHERE run = ?')
          .get(id)?.known,
      )
      const insert = this.#database.prepare('INSERT INTO checkpoint_intervals VALUES (?, ?, ?)')
      for (const [i, interval] of intervals.slice(known, settled).entries()) {
        insert.run(id, known + i, packed(interval))
      }
      const rest = { ...record, intervals: intervals.slice(Math.max(known, settled)) }
      this.#database
        .prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)')
        .run(id, packed(rest))
    })
  }

  /** The run as it was last kept; undefined when it never was. */
  find(id: string): RunRecord | undefined {
    try {
      const row = this.#database.prepare('SELECT record FROM checkpoints WHERE run = ?').get(id)
      if (!row) return undefined
      const record = unpacked<RunRecord>(row.record)
      const settled = this.#database
        .prepare('SELECT interval FROM checkpoint_intervals WHERE run = ? ORDER BY number')
        .all(id)
        .map(({ interval }) => unpacked<RunInterval>(interval))
      return { ...record, intervals: [...settled, ...record.intervals] }
    } catch (cause) {
      throw storeError(this.#path, cause)
    }
  }

  /** Forgets the run, because its record is whole or nobody wants it. */
  remove(id: string): void {
    try {
      this.#database.prepare('DELETE FROM checkpoint_intervals WHERE run = ?').run(id)
      this.#database.prepare('DELETE FROM checkpoints WHERE run = ?').run(id)
    } catch (cause) {
      throw storeError(this.#path, cause)
    }
  }
}

function packed(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value))
}

function unpacked<T>(bytes: unknown): T {
  if (!(bytes instanceof Uint8Array)) throw new Error('a checkpoint is not what was written')
  return JSON.parse(gunzipSync(bytes).toString('utf8')) as T
}
