import type { DatabaseSync } from 'node:sqlite'
import { storeError } from './store-error.ts'
import { inTransaction } from './transaction.ts'

/** One alert of one delivery by Alertmanager's webhook. */
export interface Notification {
  /** When it reached us, ISO 8601 UTC. */
  readonly receivedAt: string
  readonly status: 'firing' | 'resolved'
  readonly alert: string
  readonly severity?: string
  readonly summary?: string
  readonly startsAt: string
  /** Only of a resolved alert. */
  readonly endsAt?: string
  readonly receiver: string
  readonly groupKey: string
  readonly fingerprint: string
  /** The rule's expression in the Prometheus that evaluated it. */
  readonly generatorUrl?: string
  readonly labels: Readonly<Record<string, string>>
}

/** Enough for months of alerts; older ones are dropped so that a watchdog cannot fill the disk. */
const KEPT = 10_000

/** The alerts that arrived, kept so that delivery times can be measured and shown. */
export class NotificationLog {
  readonly #database: DatabaseSync
  readonly #path: string

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  append(notifications: readonly Notification[]): void {
    inTransaction(this.#database, this.#path, () => {
      const insert = this.#database.prepare(
        `INSERT INTO notifications (received_at, status, alert, severity, summary, starts_at,
           ends_at, receiver, group_key, fingerprint, labels, generator_url)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      for (const n of notifications) {
        insert.run(
          n.receivedAt,
          n.status,
          n.alert,
          n.severity ?? null,
          n.summary ?? null,
          n.startsAt,
          n.endsAt ?? null,
          n.receiver,
          n.groupKey,
          n.fingerprint,
          JSON.stringify(n.labels),
          n.generatorUrl ?? null,
        )
      }
      this.#database
        .prepare(
          'DELETE FROM notifications WHERE number <= (SELECT max(number) FROM notifications) - ?',
        )
        .run(KEPT)
    })
  }

  /** The newest, newest first. */
  list(limit: number): Notification[] {
    return this.#try(() =>
      this.#database
        .prepare('SELECT * FROM notifications ORDER BY number DESC LIMIT ?')
        .all(limit)
        .map(notification),
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

function notification(row: Record<string, unknown>): Notification {
  return {
    receivedAt: String(row.received_at),
    status: row.status === 'resolved' ? 'resolved' : 'firing',
    alert: String(row.alert),
    ...(typeof row.severity === 'string' && { severity: row.severity }),
    ...(typeof row.summary === 'string' && { summary: row.summary }),
    startsAt: String(row.starts_at),
    ...(typeof row.ends_at === 'string' && { endsAt: row.ends_at }),
    receiver: String(row.receiver),
    groupKey: String(row.group_key),
    fingerprint: String(row.fingerprint),
    ...(typeof row.generator_url === 'string' && { generatorUrl: row.generator_url }),
    labels: JSON.parse(String(row.labels)) as Record<string, string>,
  }
}
