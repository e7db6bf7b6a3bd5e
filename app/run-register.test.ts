import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { processIdentity } from '../stack/process-state.ts'
import { openStore, type Store } from '../store/open-store.ts'
import type { RunningRun } from '../store/running-runs.ts'
import { aRunRecord } from '../store/test-support/a-run-record.ts'
import { claimRun, runningRuns, settleRun } from './run-register.ts'

function aStore(t: TestContext): Store {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-register-'))
  const store = openStore(folder)
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}

const own = { pid: process.pid, processStarted: processIdentity(process.pid)?.started ?? '' }
/** A process that has ended. */
const gone = { pid: spawnSync(process.execPath, ['--version']).pid, processStarted: '1' }

function aRun(id: string, process: Pick<RunningRun, 'pid' | 'processStarted'>): RunningRun {
  return {
    ...process,
    id,
    label: id,
    profile: 'load',
    service: 'shop',
    target: 'http://127.0.0.1:3000',
    startedAt: '2026-01-17T14:02:00.000Z',
    telemetryUrl: '',
    liveUrl: '',
    liveSecret: 's',
  }
}

const ids = (runs: readonly { id: string }[]) => runs.map(({ id }) => id)

test('a second run is refused, with the first and how to stop it', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('first', own), false)

  assert.throws(() => claimRun(store, aRun('second', own), false), {
    code: 'ALREADY_RUNNING',
    message: `run first is under way in process ${process.pid}`,
    hint: /Ctrl-C in its terminal/,
  })
  assert.deepEqual(ids(runningRuns(store)), ['first'])
  claimRun(store, aRun('drill', own), true)
})

test('a run whose process is gone stands in no one’s way', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('killed', gone), false)
  claimRun(store, aRun('next', own), false)

  assert.deepEqual(ids(runningRuns(store)), ['next'])
})

test('what a killed run had measured becomes its record, and counts as interrupted', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('killed', gone), false)
  const kept = aRunRecord({ id: 'killed', ending: 'interrupted' })
  store.checkpoints.keep(kept, 0)

  assert.deepEqual(runningRuns(store), [])

  assert.deepEqual(store.runs.record('killed'), kept)
  const { ending, verdict, reports } = store.runs.find('killed') ?? {}
  assert.equal(ending, 'interrupted')
  assert.equal(verdict?.exitCode, 105)
  assert.match(verdict?.sentence ?? '', /Interrupted .* nothing was judged/)
  assert.equal(reports, undefined)
  assert.equal(store.checkpoints.find('killed'), undefined)
})

test('a run that was killed after its load had ended is judged by what was measured', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('killed', gone), false)
  store.checkpoints.keep(aRunRecord({ id: 'killed', ending: 'completed' }), 0)

  runningRuns(store)

  const { ending, verdict } = store.runs.find('killed') ?? {}
  assert.equal(ending, 'completed')
  assert.equal(verdict?.outcome, 'undecided')
})

test('a finished record is never replaced by a checkpoint', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('a', gone), false)
  store.checkpoints.keep(aRunRecord({ id: 'a', ending: 'interrupted' }), 0)
  const verdict = { outcome: 'pass', exitCode: 0, sentence: 'PASS' }
  store.runs.save(aRunRecord({ id: 'a' }), verdict, { requests: 1, errors: 0 }, 'reports/a')

  runningRuns(store)
  settleRun(store, 'a')

  assert.equal(store.runs.find('a')?.verdict?.outcome, 'pass')
  assert.equal(store.runs.record('a')?.ending, 'completed')
})

test('of a killed load without checkpoints at least that it was is kept', (t) => {
  const store = aStore(t)
  claimRun(store, aRun('drill', gone), true)

  runningRuns(store)

  assert.equal(store.runs.find('drill')?.ending, 'interrupted')
  assert.equal(store.runs.record('drill'), undefined)
})
