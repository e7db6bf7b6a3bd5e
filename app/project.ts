import { join, resolve } from 'node:path'

/** A process's environment variables. */
export type Env = Readonly<Record<string, string | undefined>>

/** Where a project's things are. */
export interface Project {
  /** `.plimsoll`: the store and the server's token. */
  readonly home: string
  readonly reports: string
  readonly contractPath: string
  readonly env: Env
}

/** The project in a folder; PLIMSOLL_HOME moves its store, the flags their own parts. */
export function projectAt(
  folder: string,
  env: Env,
  flags: { readonly contract: string; readonly reports?: string | undefined },
): Project {
  return {
    home: resolve(folder, env.PLIMSOLL_HOME || '.plimsoll'),
    reports: resolve(folder, flags.reports ?? join('.', 'reports')),
    contractPath: flags.contract,
    env,
  }
}
