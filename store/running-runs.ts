import type { DatabaseSync } from 'node:sqlite'
import { storeError } from './store-error.ts'

/** A run under way, as its process registered it: any other process can find, watch and stop it. */
export interface RunningRun {
  readonly id: string
  /** The schedule's name, or the id. */
  readonly label: string
  readonly profile: string
  readonly service: string
  readonly target: string
  readonly startedAt: string
  readonly pid: number
  /** When that process began, as stack/ tells it: a pid alone may be someone else's by now. */
  readonly processStarted: string
  readonly telemetryUrl: string
  readonly liveUrl: string
  /** Bearer token of liveUrl; never leaves this machine's processes. */
  readonly liveSecret: string
}

/** The register of runs under way. */
export class RunningRuns {
  readonly #database: DatabaseSync
  readonly #path: string

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  register(run: RunningRun): void {
    this.#try(() =>
      this.#database
        .prepare('INSERT INTO running VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          run.id,
          run.profile,
          run.service,
          run.target,
          run.startedAt,
          run.pid,
          run.processStarted,
          run.telemetryUrl,
          run.liveUrl,
          run.liveSecret,
          run.label,
        ),
    )
  }

  /** Adds where the run can be scraped, known only once its load has begun. */
  showTelemetry(id: string, url: string): void {
    this.#try(() =>
      this.#database.prepare('UPDATE running SET telemetry_url = ? WHERE id = ?').run(url, id),
    )
  }

  unregister(id: string): void {
    this.#try(() => this.#database.prepare('DELETE FROM running WHERE id = ?').run(id))
  }

  /** All that are registered, newest first; the process of one may be gone. */
  list(): RunningRun[] {
    return this.#try(() =>
      this.#database
        .prepare('SELECT * FROM running ORDER BY started_at DESC')
        .all()
        .map(runningRun),
    )
  }

  /** Leaves an interrupted run without a record, for one of which nothing else is known. */
  markInterrupted(run: RunningRun, now: Date): void {
    this.#try(() =>
      this.#database
        .prepare(
          `INSERT OR IGNORE INTO runs
             (id, label, profile, service, target, started_at, ended_at, ending, requests, errors)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'interrupted', 0, 0)`,
        )
        .run(
          run.id,
          run.label,
          run.profile,
          run.service,
          run.target,
          run.startedAt,
          now.toISOString(),
        ),
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

function runningRun(row: Record<string, unknown>): RunningRun {
  return {
    id: String(row.id),
    label: String(row.label),
    profile: String(row.profile),
    service: String(row.service),
    target: String(row.target),
    startedAt: String(row.started_at),
    pid: Number(row.pid),
    processStarted: String(row.process_started),
    telemetryUrl: String(row.telemetry_url),
    liveUrl: String(row.live_url),
    liveSecret: String(row.live_secret),
  }
}
