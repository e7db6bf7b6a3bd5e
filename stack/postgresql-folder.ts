import { readFileSync } from 'node:fs'
import { chown, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DATABASE } from './local-addresses.ts'
import type { SystemUser } from './process-spec.ts'
import { runProgram } from './run-program.ts'
import { hasStatementStatistics, STATEMENT_STATISTICS } from './statement-statistics.ts'
import type { Say, Tool } from './tool.ts'

/** initdb takes 1 to 3 s; a cold disk and busy cores may stretch that. */
const INIT_DEADLINE_MS = 60_000

/** One SQL command a line: that is how the single-user server reads them. */
const SETUP = `CREATE ROLE ${DATABASE.owner} LOGIN
CREATE DATABASE ${DATABASE.name} OWNER ${DATABASE.owner}
`

/** What PostgreSQL logs when sound data is not the trouble: its port, its memory, the disk. */
const NOT_THE_DATA = /Address already in use|shared memory|No space left on device/

export interface DatabaseFolderOptions {
  readonly postgres: Tool
  readonly initdb: Tool
  readonly user: SystemUser | undefined
  readonly say: Say
}

/** PostgreSQL's folder on disk: made once, kept between starts, replaced when it is unusable. */
export class DatabaseFolder {
  readonly data: string
  readonly #folder: string
  readonly #options: DatabaseFolderOptions
  #madeNow = false

  constructor(folder: string, options: DatabaseFolderOptions) {
    this.#folder = folder
    this.data = join(folder, 'data')
    this.#options = options
  }

  /** Makes the database with its role unless there is one that this server's version can read. */
  async prepare(): Promise<void> {
    const { postgres, user, say } = this.#options
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    if (user) await chown(this.#folder, user.uid, user.gid)
    const version = this.#dataVersion()
    if (version === postgres.version.split('.')[0]) return
    if (version !== undefined) {
      say(
        `the database was made by PostgreSQL ${version}; making a new one for ${postgres.version}`,
      )
    }
    await this.#make()
  }

  /**
   * Moves data aside that the server does not start on; false when that cannot be the reason,
   * because it was made only now or the error speaks of something else.
   */
  async setAside(error: Error): Promise<boolean> {
    if (this.#madeNow || NOT_THE_DATA.test(error.message)) return false
    const old = join(this.#folder, 'data.damaged')
    this.#options.say(`the database folder is damaged; making a new one, the old one is ${old}`)
    await rm(old, { recursive: true, force: true })
    await rename(this.data, old)
    return true
  }

  #dataVersion(): string | undefined {
    try {
      return readFileSync(join(this.data, 'PG_VERSION'), 'utf8').trim()
    } catch {
      return undefined
    }
  }

  /** Built beside its place and renamed last, so that half a database is never found. */
  async #make(): Promise<void> {
    const { postgres, initdb, user } = this.#options
    const fresh = join(this.#folder, 'data.new')
    await rm(fresh, { recursive: true, force: true })
    await rm(this.data, { recursive: true, force: true })
    const options = { cwd: this.#folder, user, deadlineMs: INIT_DEADLINE_MS }
    const layout = ['-D', fresh, '-U', DATABASE.admin, '-E', 'UTF8', '--no-locale']
    const access = ['--auth-local=trust', '--auth-host=trust', '--no-sync', '--no-instructions']
    await runProgram(initdb.path, [...layout, ...access], {
      ...options,
      env: { ...initdb.env, LC_ALL: 'C' },
    })
    const single = (database: string, input: string) =>
      runProgram(postgres.path, ['--single', '-D', fresh, database], {
        ...options,
        env: { ...postgres.env, LC_ALL: 'C' },
        input,
      })
    await single('postgres', SETUP)
    if (hasStatementStatistics(postgres)) {
      await single(DATABASE.name, `CREATE EXTENSION ${STATEMENT_STATISTICS}\n`)
    }
    await rename(fresh, this.data)
    this.#madeNow = true
  }
}
