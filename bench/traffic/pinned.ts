import { spawnSync } from 'node:child_process'

/** The target and whoever measures keep to the first core, what is measured to the second. */
const CORES = { target: '0', generator: '1' }

/** Whether this machine lets a process be kept to its second core. */
export const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0

/** The command line, kept to its core where there are two. */
export function pinned(part: keyof typeof CORES, command: readonly string[]): string[] {
  return canPin ? ['taskset', '-c', CORES[part], ...command] : [...command]
}
