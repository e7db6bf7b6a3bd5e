import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Env, type Project, projectAt } from '../../app/project.ts'
import { DEFAULT_CONTRACT } from '../../store/contract-file.ts'

/** The demo's project with a store, reports and a runtime folder of its own, beside any stack that runs. */
export function temporaryProject(more: Env = {}): { project: Project; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-project-'))
  chmodSync(folder, 0o755) // PostgreSQL runs as another user where we are root
  const env = {
    ...process.env,
    ...more,
    PLIMSOLL_HOME: join(folder, 'home'),
    PLIMSOLL_RUNTIME: join(folder, 'runtime'),
  }
  const reports = join(folder, 'reports')
  return {
    project: projectAt(process.cwd(), env, { contract: DEFAULT_CONTRACT, reports }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
