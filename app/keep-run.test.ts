import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { aRunRecord } from '../store/test-support/a-run-record.ts'
import { keepRun } from './keep-run.ts'
import { findRun } from './recorded-runs.ts'
import { renderRun } from './render-run.ts'

const verdict = { outcome: 'pass', exitCode: 0, sentence: 'PASS' }
const files = new Map([['report.html', '<!doctype html>']])

function places(t: TestContext): { home: string; reports: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-keep-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return { home: join(folder, '.plimsoll'), reports: join(folder, 'reports') }
}

test('a run goes into the store and its reports into a folder of its own, with a link to the latest', async (t) => {
  const project = places(t)
  const record = aRunRecord()

  const { reportFolder, trouble } = await keepRun(project, record, verdict, files)

  assert.deepEqual(trouble, [])
  assert.equal(readFileSync(join(reportFolder ?? '', 'report.html'), 'utf8'), '<!doctype html>')
  assert.equal(readlinkSync(join(project.reports, 'latest')), record.id)
  assert.deepEqual(findRun(project, 'latest').record, record)
})

test('a run that the store cannot take is kept beside its reports, and that is said', async (t) => {
  const project = places(t)
  writeFileSync(project.home, 'a file where the folder should be')
  const record = aRunRecord()

  const { reportFolder, trouble } = await keepRun(project, record, verdict, files)

  assert.match(trouble[0] ?? '', /cannot be used.*record is in .*record\.json/)
  const rescued = JSON.parse(readFileSync(join(reportFolder ?? '', 'record.json'), 'utf8'))
  assert.deepEqual(rescued, record)
})

test('a run whose reports cannot be written is in the store, and that is said', async (t) => {
  const project = places(t)
  writeFileSync(project.reports, 'a file where the folder should be')
  const record = aRunRecord()

  const { trouble } = await keepRun(project, record, verdict, files)

  assert.match(trouble[0] ?? '', new RegExp(`plimsoll report ${record.id}`))
  assert.deepEqual(findRun(project, record.id).record, record)
})

test('a run that neither store nor reports can take goes into the temporary folder, and can be shown', async (t) => {
  const project = places(t)
  writeFileSync(project.home, '')
  writeFileSync(project.reports, '')
  const record = aRunRecord({ id: `load-kept-${process.pid}` })
  const path = join(tmpdir(), `plimsoll-${record.id}.json`)
  t.after(() => rmSync(path, { force: true }))

  const { reportFolder, trouble } = await keepRun(project, record, verdict, files)

  assert.equal(reportFolder, undefined)
  assert.match(
    trouble.at(-1) ?? '',
    /the run's record is in .*: plimsoll report .* writes its report/,
  )
  const rendered = await renderRun(places(t), path)
  assert.equal(rendered.verdict.runId, record.id)
  assert.ok(readFileSync(join(rendered.reportFolder, 'report.html'), 'utf8').length > 1000)
})

test('a file that is no record is refused by its name', async (t) => {
  const project = places(t)
  writeFileSync(project.home, '{}')

  await assert.rejects(renderRun(project, `${project.home}.json`), { code: 'RUN_UNKNOWN' })
})
