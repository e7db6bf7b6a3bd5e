import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { aContract } from '../test/support/builders.ts'
import { readFeederTexts } from './feeder-files.ts'

/** A contract beside the file of its feeder. */
function aFedContract(t: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-feeder-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'users.csv')
  writeFileSync(file, text)
  const { journeys } = aContract()
  const feeders = [{ name: 'users', csvFile: 'users.csv', pick: 'random' as const }]
  const contract = { ...aContract(), journeys: { ...journeys, feeders } }
  return { file, read: () => readFeederTexts(contract, join(folder, 'plimsoll.contract.yaml')) }
}

test('the rows of a feeder are read beside the contract', async (t) => {
  const { read } = aFedContract(t, 'id\n1\n')

  assert.deepEqual(await read(), { users: 'id\n1\n' })
})

test('a file too large for the memory of the workers is refused before it is read, with what to do', async (t) => {
  const { file, read } = aFedContract(t, 'id\n')
  truncateSync(file, 100_000_000) // takes no room on the disk

  await assert.rejects(read, {
    code: 'CONTRACT_UNREADABLE',
    message: `${file}, a feeder's file, has 100 MB; at most 50 MB are kept in memory`,
    hint: 'keep as many rows as a run needs: head -n 100000 users.csv; numbers alone are a range',
  })
})

test('a file that is not there is named with where it is looked for', async (t) => {
  const { file, read } = aFedContract(t, '')
  rmSync(file)

  await assert.rejects(read, { code: 'CONTRACT_UNREADABLE', message: /users\.csv.*ENOENT/ })
})
