import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PlimsollError } from '../contract/errors.ts'
import { storeError } from './store-error.ts'

/** How long a writer waits for another one, in milliseconds; writes here take a few. */
const BUSY_TIMEOUT_MS = 5_000

/** Each entry brings a store from the version before to the next; never change one, only append. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     profile TEXT NOT NULL,
     service TEXT NOT NULL,
     target TEXT NOT NULL,
     started_at TEXT NOT NULL,
     ended_at TEXT NOT NULL,
     ending TEXT NOT NULL,
     outcome TEXT,
     exit_code INTEGER,
     sentence TEXT,
     requests INTEGER NOT NULL,
     errors INTEGER NOT NULL,
     reports TEXT,
     record BLOB
   ) STRICT;
   CREATE INDEX runs_by_start ON runs (started_at);
   CREATE INDEX runs_by_profile ON runs (profile, started_at);
   CREATE TABLE running (
     id TEXT PRIMARY KEY,
     profile TEXT NOT NULL,
     service TEXT NOT NULL,
     target TEXT NOT NULL,
     started_at TEXT NOT NULL,
     pid INTEGER NOT NULL,
     process_started TEXT NOT NULL,
     telemetry_url TEXT NOT NULL,
     live_url TEXT NOT NULL,
     live_secret TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE notifications (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     received_at TEXT NOT NULL,
     status TEXT NOT NULL,
     alert TEXT NOT NULL,
     severity TEXT,
     summary TEXT,
     starts_at TEXT NOT NULL,
     ends_at TEXT,
     receiver TEXT NOT NULL,
     group_key TEXT NOT NULL,
     fingerprint TEXT NOT NULL,
     labels TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE checkpoints (run TEXT PRIMARY KEY, record BLOB NOT NULL) STRICT;
   CREATE TABLE checkpoint_intervals (
     run TEXT NOT NULL,
     number INTEGER NOT NULL,
     interval BLOB NOT NULL,
     PRIMARY KEY (run, number)
   ) STRICT;`,
  'ALTER TABLE notifications ADD COLUMN generator_url TEXT;',
  // The label comes back with every run of a schedule.
  `ALTER TABLE runs ADD COLUMN label TEXT;
   UPDATE runs SET label = id;
   CREATE INDEX runs_by_label ON runs (label, started_at);
   ALTER TABLE running ADD COLUMN label TEXT;
   UPDATE running SET label = id;`,
  // 1: it had a fraction of its time, so its verdict is not the profile's.
  'ALTER TABLE runs ADD COLUMN rehearsal INTEGER NOT NULL DEFAULT 0;',
]

/** Opens the store's SQLite file, readable by its owner only, and brings it to the newest version. */
export function openDatabase(path: string, busyTimeoutMs = BUSY_TIMEOUT_MS): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const isNew = !existsSync(path)
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    try {
      if (isNew) chmodSync(path, 0o600)
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      migrate(database, path)
    } catch (cause) {
      database.close()
      throw cause
    }
    return database
  } catch (cause) {
    throw storeError(path, cause)
  }
}

function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === MIGRATIONS.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(database) // another process may have been faster
    if (version > MIGRATIONS.length) throw tooNew(path, version)
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration)
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
  } catch (cause) {
    database.exec('ROLLBACK')
    throw cause
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

function tooNew(path: string, version: number): PlimsollError {
  const message = `${path} has version ${version}; this Plimsoll knows up to ${MIGRATIONS.length}`
  return new PlimsollError('STORE_UNUSABLE', message, {
    hint: 'use the Plimsoll that wrote it, or keep another store with PLIMSOLL_HOME',
  })
}
