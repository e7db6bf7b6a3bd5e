import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { tryLock } from '../../stack/file-lock.ts'
import { writeRecords } from '../../stack/process-records.ts'
import { processIdentity } from '../../stack/process-state.ts'
import { runtimeFolderAt } from '../../stack/runtime-folder.ts'
import { openStore } from '../../store/open-store.ts'
import { aContractInput } from '../../test/support/builders.ts'
import { refreshArtefacts } from '../artefacts.ts'
import { contract, generatedFiles, lint } from './contract-checks.ts'
import { reports, runtime, staleTargets, store } from './project-checks.ts'
import { service } from './service-checks.ts'
import { aPatient, assertMend } from './test-support/a-patient.ts'

test('an invalid contract is found, and what needs one is skipped', async (t) => {
  const { look, contractPath } = aPatient(t, { ...aContractInput(), endpionts: [] })

  const command = new RegExp(`^plimsoll validate --contract ${contractPath}$`)
  assertMend(await look(contract), /unknown field: endpionts/, command)
  assert.equal((await look(service)).level, 'skipped')
})

test('what lint finds is a note', async (t) => {
  const endpoints = [...aContractInput().endpoints]
  const unvisited = { name: 'unvisited', path: '/unvisited', latency: { p95Ms: 10 } }
  const input = { ...aContractInput(), endpoints: [...endpoints, unvisited] }

  const found = await aPatient(t, input).look(lint)

  assert.equal(found.level, 'note')
  assert.match(found.seen, /ENDPOINT_UNVISITED/)
  assert.match(found.command ?? '', /^plimsoll lint/)
})

test('generated files out of date are found; none at all is no trouble', async (t) => {
  const { look, folder, contractPath } = aPatient(t)
  assert.equal((await look(generatedFiles)).level, 'skipped')
  await refreshArtefacts(contractPath, {})
  assert.equal((await look(generatedFiles)).level, 'ok')
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n')

  assertMend(await look(generatedFiles), /^1 differ.*prometheus\.yml$/, /^plimsoll generate/)
})

test('a store that is locked is found', async (t) => {
  const { look, folder } = aPatient(t)
  assert.match((await look(store)).seen, /not there yet/)
  openStore(join(folder, '.plimsoll')).close()
  assert.equal((await look(store)).level, 'ok')
  const writer = new DatabaseSync(join(folder, '.plimsoll/runs.sqlite'))
  t.after(() => writer.close())
  writer.exec('BEGIN IMMEDIATE')

  assertMend(await look(store), /another process holds it locked/, /^plimsoll runs$/)
})

test('a store that is none, and a file in its place, are found', async (t) => {
  const { look, folder } = aPatient(t)
  mkdirSync(join(folder, '.plimsoll'))
  writeFileSync(join(folder, '.plimsoll/runs.sqlite'), 'no database at all, '.repeat(100))

  assertMend(await look(store), /cannot be used/, /^export PLIMSOLL_HOME=/)
  assertMend(await look(store, { PLIMSOLL_HOME: 'contract.json' }), /no folder/, /^export /)
})

test('a missing reports folder is said with what makes it, a file in its place is trouble', async (t) => {
  const { look, folder, contractPath } = aPatient(t)
  const missing = await look(reports)
  assert.equal(missing.level, 'note')
  execFileSync('sh', ['-c', missing.command ?? ''], { cwd: folder })
  assert.equal((await look(reports)).level, 'ok')

  const instead = await look(reports, { PLIMSOLL_REPORTS: contractPath })
  assertMend(instead, /is no folder$/, /^export PLIMSOLL_REPORTS=/)
})

test('what a stack that died left behind is found', async (t) => {
  const { look, folder } = aPatient(t)
  const { recordFile, lockFile } = runtimeFolderAt(join(folder, 'runtime'))
  const own = processIdentity(process.pid) ?? assert.fail('this process runs')
  writeRecords(recordFile, [{ ...own, name: 'redis', signal: 'SIGTERM' }])
  tryLock(lockFile)?.release()

  const left = new RegExp(`left behind: redis \\(process ${process.pid}\\)$`)
  assertMend(await look(runtime), left, /^plimsoll down$/)
})

test('an owner of the stack that does not answer is found', async (t) => {
  const { look, folder } = aPatient(t)
  const { socketFile } = runtimeFolderAt(join(folder, 'runtime'))
  mkdirSync(join(folder, 'runtime/control'), { recursive: true })
  const silent = createServer(() => undefined).listen(socketFile)
  await once(silent, 'listening')
  t.after(() => silent.close())

  assertMend(await look(runtime), /the owner of the stack in .* does not answer/, /./)
})

test('a run that ended without a word is found by the file that announces it', async (t) => {
  const { look, folder } = aPatient(t)
  const { targets } = runtimeFolderAt(join(folder, 'runtime'))
  mkdirSync(targets, { recursive: true })
  const stale = join(targets, 'load-2026-01-17-140200.run.json')
  writeFileSync(stale, '[{ "targets": ["127.0.0.1:9"] }]')

  const found = await look(staleTargets)

  assert.equal(found.level, 'note')
  assert.equal(found.command, `rm -f ${stale}`)
  execFileSync('sh', ['-c', found.command ?? ''])
  assert.equal((await look(staleTargets)).level, 'ok')
})
