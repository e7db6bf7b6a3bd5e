import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { RunEnding, RunRecord } from '../measurement/run-record.ts'
import { storeError } from './store-error.ts'

/** What verdict/ said about a run, as far as lists and exit codes need it. */
export interface StoredVerdict {
  readonly outcome: string
  readonly exitCode: number
  readonly sentence: string
}

/** One line of the list of runs. */
export interface StoredRun {
  readonly id: string
  /** The schedule's name, or the id. */
  readonly label: string
  readonly profile: string
  readonly service: string
  readonly target: string
  readonly startedAt: string
  readonly endedAt: string
  readonly ending: RunEnding
  /** Absent when the run's process died before there was a verdict. */
  readonly verdict?: StoredVerdict
  readonly requests: number
  readonly errors: number
  /** Folder of its reports. */
  readonly reports?: string
}

/** A finished run's totals, counted once so that a list need not open every record. */
export interface RunTotals {
  readonly requests: number
  readonly errors: number
}

type Row = Record<string, unknown>

/** Finished runs: whole records, compressed, and the columns lists are made of. */
export class RunStore {
  readonly #database: DatabaseSync
  readonly #path: string

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  /**
   * Keeps a finished run with its verdict; a second save of the same id replaces the first.
   * @param reports the folder of its reports; absent when its process died before it wrote them
   */
  save(record: RunRecord, verdict: StoredVerdict, totals: RunTotals, reports?: string): void {
    this.#try(() => {
      const { id, label, profile, contract, target, startedAt, endedAt, ending } = record
      this.#database
        .prepare(
          `INSERT OR REPLACE INTO runs (id, label, profile, service, target, started_at, ended_at, ending,
             outcome, exit_code, sentence, requests, errors, reports, record, rehearsal)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          id,
          label,
          profile,
          contract.service.name,
          target,
          startedAt,
          endedAt,
          ending,
          verdict.outcome,
          verdict.exitCode,
          verdict.sentence,
          totals.requests,
          totals.errors,
          reports ?? null,
          gzipSync(JSON.stringify(record)),
          record.timeScale === undefined ? 0 : 1,
        )
    })
  }

  /** The newest runs, newest first. */
  list(limit: number): StoredRun[] {
    return this.#try(() =>
      this.#database
        .prepare(`SELECT ${COLUMNS} FROM runs ORDER BY started_at DESC, id DESC LIMIT ?`)
        .all(limit)
        .map(storedRun),
    )
  }

  find(id: string): StoredRun | undefined {
    return this.#try(() => {
      const row = this.#database.prepare(`SELECT ${COLUMNS} FROM runs WHERE id = ?`).get(id)
      return row && storedRun(row)
    })
  }

  /** The whole record; undefined when there is no such run or it died before it could write one. */
  record(id: string): RunRecord | undefined {
    return this.#try(() => {
      const row = this.#database.prepare('SELECT record FROM runs WHERE id = ?').get(id)
      if (!(row?.record instanceof Uint8Array)) return undefined
      return JSON.parse(gunzipSync(row.record).toString('utf8')) as RunRecord
    })
  }

  /** The newest run under a label: the last one of a schedule. */
  lastOfLabel(label: string): StoredRun | undefined {
    return this.#try(() => {
      const row = this.#database
        .prepare(`SELECT ${COLUMNS} FROM runs WHERE label = ? ORDER BY started_at DESC LIMIT 1`)
        .get(label)
      return row && storedRun(row)
    })
  }

  /** The newest judged run of each profile; one that was stopped was not judged, and a rehearsal was no run of it. */
  lastOfEachProfile(): StoredRun[] {
    return this.#try(() =>
      this.#database
        .prepare(
          `SELECT ${COLUMNS} FROM (
             SELECT *, row_number() OVER (PARTITION BY profile ORDER BY started_at DESC) AS place
             FROM runs WHERE outcome IS NOT NULL AND ending <> 'interrupted' AND rehearsal = 0
           ) WHERE place = 1 ORDER BY profile`,
        )
        .all()
        .map(storedRun),
    )
  }

  #try<T>(work: () => T): T {
    try {
      return work()
    } catch (cause) {
      throw storeError(this.#path, cause)
    }
  }
}

const COLUMNS = `id, label, profile, service, target, started_at, ended_at, ending, outcome, exit_code,
  sentence, requests, errors, reports`

function storedRun(row: Row): StoredRun {
  const { outcome, reports } = row
  return {
    id: String(row.id),
    label: String(row.label),
    profile: String(row.profile),
    service: String(row.service),
    target: String(row.target),
    startedAt: String(row.started_at),
    endedAt: String(row.ended_at),
    ending: row.ending as RunEnding,
    ...(typeof outcome === 'string' && {
      verdict: { outcome, exitCode: Number(row.exit_code), sentence: String(row.sentence) },
    }),
    requests: Number(row.requests),
    errors: Number(row.errors),
    ...(typeof reports === 'string' && { reports }),
  }
}
