import { readdir, readFile } from 'node:fs/promises'
import type { Client } from 'pg'

/** Any constant does, as long as every instance of this service uses the same. */
const migrationLock = 4_127_001

/** Brings the schema and the seed data up to date; instances that start together take turns. */
export async function migrate(client: Client, folder: URL): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`create table if not exists schema_migrations (
      version text primary key,
      applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ version: string }>(
      'select version from schema_migrations',
    )
    const applied = new Set(rows.map((row) => row.version))
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    const pending = files.filter((name) => !applied.has(name))
    for (const version of pending) {
      await apply(client, version, await readFile(new URL(version, folder), 'utf8'))
    }
    return pending
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

async function apply(client: Client, version: string, sql: string): Promise<void> {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into schema_migrations (version) values ($1)', [version])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {})
    throw new Error(`migration ${version} failed: ${(cause as Error).message}`, { cause })
  }
}
