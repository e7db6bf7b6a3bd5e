import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Compares with a committed file below test/golden; PLIMSOLL_UPDATE_GOLDEN=1 writes it, to be read in the diff. */
export function matchesGolden(path: string, actual: string): void {
  const file = new URL(`../golden/${path}`, import.meta.url)
  if (process.env.PLIMSOLL_UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file.pathname), { recursive: true })
    writeFileSync(file, actual)
  }
  assert.equal(actual, readFileSync(file, 'utf8'), `differs from test/golden/${path}`)
}
