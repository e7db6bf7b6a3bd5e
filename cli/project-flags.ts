import { type Project, projectAt } from '../app/project.ts'
import { contractFlag } from './contract-flag.ts'
import type { Io } from './io.ts'

/** Flags of every command that works on a project; PLIMSOLL_HOME moves its store. */
export const projectFlags = {
  contract: contractFlag,
  reports: {
    kind: 'text',
    value: 'DIR',
    default: 'reports',
    env: 'PLIMSOLL_REPORTS',
    about: 'folder of the reports, one folder a run',
  },
} as const

/** The project in the working directory. */
export function projectOf(
  flags: { readonly contract: string; readonly reports: string },
  io: Io,
): Project {
  return projectAt(process.cwd(), io.env, flags)
}
