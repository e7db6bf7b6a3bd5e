import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessSpec } from '../process-spec.ts'

/** Keeps a script running until it is told to stop. */
export const FOREVER = 'setInterval(() => {}, 1000)'

/** A node script as a process, ready once it has made the file `ready` (or `name`) in its folder. */
export function aScript(
  folder: string,
  script: string,
  change: Partial<ProcessSpec> = {},
): ProcessSpec {
  const mark = `${change.name ?? 'sample'}.ready`
  return {
    name: 'sample',
    command: process.execPath,
    args: ['-e', `${script};require('node:fs').writeFileSync('${mark}', '')`],
    env: {},
    cwd: folder,
    ready: { check: async () => existsSync(join(folder, mark)), deadlineMs: 10_000 },
    stop: { signal: 'SIGTERM', deadlineMs: 10_000 },
    ...change,
  }
}
