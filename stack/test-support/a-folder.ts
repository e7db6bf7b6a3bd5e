import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A temporary folder that goes with its test. */
export function aFolder(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'plimsoll-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
