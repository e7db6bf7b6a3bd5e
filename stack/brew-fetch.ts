import { runProgram } from './run-program.ts'
import type { Say } from './tool.ts'

/** Homebrew may build from source where it has no bottle. */
const INSTALL_DEADLINE_MS = 1_800_000

/** Installs formulas by Homebrew, which puts them where the finder looks. */
export async function fetchByBrew(formulas: readonly string[], say: Say): Promise<void> {
  say(`running: brew install ${formulas.join(' ')}`)
  await runProgram('brew', ['install', ...formulas], { deadlineMs: INSTALL_DEADLINE_MS })
}
