import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { differingFiles, orphanFiles, removeArtefacts, writeArtefacts } from './artefact-files.ts'

const artefacts = new Map([
  ['prometheus.yml', 'a\n'],
  ['alerts/generated/run.yml', 'b\n'],
])

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-artefacts-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('what is missing or changed by hand differs, what was written does not', async (t) => {
  const folder = await aFolder(t)
  assert.deepEqual(await differingFiles(folder, artefacts), [...artefacts.keys()])

  await writeArtefacts(folder, artefacts)
  assert.deepEqual(await differingFiles(folder, artefacts), [])

  await writeFile(join(folder, 'prometheus.yml'), 'by hand\n')
  assert.deepEqual(await differingFiles(folder, artefacts), ['prometheus.yml'])
})

test('a file in a generated folder that no artefact names is an orphan, and can be removed', async (t) => {
  const folder = await aFolder(t)
  await writeArtefacts(folder, artefacts)
  await writeFile(join(folder, 'alerts/generated/old.yml'), 'left over\n')

  const orphans = await orphanFiles(folder, artefacts)
  assert.deepEqual(orphans, ['alerts/generated/old.yml'])

  await removeArtefacts(folder, orphans)
  assert.deepEqual(await orphanFiles(folder, artefacts), [])
  assert.equal(await readFile(join(folder, 'alerts/generated/run.yml'), 'utf8'), 'b\n')
})
