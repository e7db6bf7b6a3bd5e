import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import type { RunInterval } from '../measurement/run-record.ts'
import { openStore } from './open-store.ts'
import { storeError } from './store-error.ts'
import { aRunRecord } from './test-support/a-run-record.ts'

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const verdict = { outcome: 'pass', exitCode: 0, sentence: 'PASS: all 2 objectives.' }
const totals = { requests: 5999, errors: 3 }

test('a run comes back whole after the store was closed', (t) => {
  const home = aFolder(t)
  const record = aRunRecord()
  const before = openStore(home)
  before.runs.save(record, verdict, totals, '/reports/x')
  before.close()

  const store = openStore(home)
  t.after(() => store.close())

  assert.deepEqual(store.runs.record(record.id), record)
  assert.deepEqual(store.runs.list(10), [
    {
      id: record.id,
      label: record.label,
      profile: 'load',
      service: 'shop',
      target: record.target,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      ending: 'completed',
      verdict,
      requests: 5999,
      errors: 3,
      reports: '/reports/x',
    },
  ])
})

test('lists newest first and knows the last verdict of each profile', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())
  const day = (n: number) => ({ startedAt: `2026-01-0${n}T00:00:00.000Z` })
  store.runs.save(aRunRecord({ id: 'a', ...day(1) }), verdict, totals, '')
  store.runs.save(aRunRecord({ id: 'b', ...day(3) }), { ...verdict, outcome: 'fail' }, totals, '')
  store.runs.save(aRunRecord({ id: 'c', profile: 'peak', ...day(2) }), verdict, totals, '')

  assert.deepEqual(
    store.runs.list(2).map(({ id }) => id),
    ['b', 'c'],
  )
  assert.deepEqual(
    store.runs.lastOfEachProfile().map(({ id, verdict: v }) => [id, v?.outcome]),
    [
      ['b', 'fail'],
      ['c', 'pass'],
    ],
  )
})

test('a run that was stopped, or only rehearsed, is not the last verdict of its profile, but the last of its schedule', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())
  store.runs.save(aRunRecord({ id: 'judged', label: 'canary' }), verdict, totals, '')
  const stopped = aRunRecord({
    id: 'stopped',
    label: 'canary',
    startedAt: '2026-01-18T14:02:00.000Z',
    ending: 'interrupted',
  })
  const startedAt = '2026-01-18T13:02:00.000Z'
  const rehearsed = aRunRecord({ id: 'rehearsed', label: 'canary', startedAt, timeScale: 0.01 })
  store.runs.save(stopped, { ...verdict, outcome: 'undecided' }, totals, '')
  store.runs.save(rehearsed, verdict, totals, '')

  assert.deepEqual(
    store.runs.lastOfEachProfile().map(({ id }) => id),
    ['judged'],
  )
  assert.equal(store.runs.lastOfLabel('canary')?.id, 'stopped')
})

test('only its owner can read the store: it holds the secrets of running runs', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())

  assert.equal(statSync(store.path).mode & 0o077, 0)
})

test('a checkpoint grows by what was measured since, and comes back as one record', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())
  const interval = (startMs: number, offered: number) => ({
    startMs,
    durationMs: 1000,
    phase: 'hold',
    users: 0,
    offered,
    delivered: offered,
    endpoints: {},
  })
  const soFar = (...intervals: RunInterval[]) => aRunRecord({ ending: 'interrupted', intervals })
  const { id } = soFar()
  store.checkpoints.keep(soFar(), 0)
  store.checkpoints.keep(soFar(interval(0, 10), interval(1000, 3)), 1)
  const last = soFar(interval(0, 10), interval(1000, 9), interval(2000, 1))
  store.checkpoints.keep(last, 2)

  assert.deepEqual(store.checkpoints.find(id), last)
  store.checkpoints.keep(last, 3)
  assert.deepEqual(store.checkpoints.find(id), last)
  store.checkpoints.remove(id)
  assert.equal(store.checkpoints.find(id), undefined)
})

test('of work that fails half-way nothing is kept', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())

  assert.throws(() =>
    store.atomically(() => {
      store.runs.save(aRunRecord(), verdict, totals, '')
      throw new Error('half-way')
    }),
  )

  assert.deepEqual(store.runs.list(10), [])
  store.atomically(() => store.runs.save(aRunRecord(), verdict, totals, ''))
  assert.equal(store.runs.list(10).length, 1)
})

test('a store of the first version is brought to this one and keeps its runs', (t) => {
  const home = aFolder(t)
  const old = openStore(home)
  old.runs.save(aRunRecord(), verdict, totals, '')
  old.close()
  const database = new DatabaseSync(join(home, 'runs.sqlite'))
  database.exec(
    `DROP TABLE notifications; DROP TABLE checkpoints; DROP TABLE checkpoint_intervals;
     DROP INDEX runs_by_label; ALTER TABLE runs DROP COLUMN label;
     ALTER TABLE running DROP COLUMN label; ALTER TABLE runs DROP COLUMN rehearsal;
     PRAGMA user_version = 1`,
  )
  database.close()

  const store = openStore(home)
  t.after(() => store.close())

  assert.deepEqual(
    store.runs.list(10).map(({ id, label }) => [id, label]),
    [[aRunRecord().id, aRunRecord().id]],
  )
  assert.deepEqual(store.notifications.list(10), [])
})

function assertUnusable(work: () => unknown, message: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'STORE_UNUSABLE')
    assert.match(error.message, message)
    assert.ok(error.hint)
    return true
  })
}

test('a store of a later version is refused, not overwritten', (t) => {
  const home = aFolder(t)
  const database = new DatabaseSync(join(home, 'runs.sqlite'))
  database.exec('PRAGMA user_version = 99')
  database.close()

  assertUnusable(() => openStore(home), /has version 99/)
})

test('a file that is no database is named with a hint', (t) => {
  const home = aFolder(t)
  writeFileSync(join(home, 'runs.sqlite'), 'this is no database, whatever its name says'.repeat(40))

  assertUnusable(() => openStore(home), /runs\.sqlite cannot be used: file is not a database/)
})

test('a store that another process keeps locked is named as such', (t) => {
  const home = aFolder(t)
  openStore(home).close()
  const path = join(home, 'runs.sqlite')
  const other = new DatabaseSync(path)
  t.after(() => other.close())
  other.exec('BEGIN EXCLUSIVE')

  assertUnusable(() => {
    const store = openStore(home, 50)
    try {
      store.runs.save(aRunRecord(), verdict, totals, '')
    } finally {
      store.close()
    }
  }, /another process holds it locked/)
})

test('a folder that cannot be written is named', { skip: process.getuid?.() === 0 }, (t) => {
  const home = aFolder(t)
  chmodSync(home, 0o500)

  assertUnusable(() => openStore(join(home, 'inner')), /inner/)
})

test('a home that is a file is named', (t) => {
  const home = join(aFolder(t), 'home')
  writeFileSync(home, '')

  assertUnusable(() => openStore(home), /home/)
})

test('the log of notifications gives back what was delivered, newest first', (t) => {
  const store = openStore(aFolder(t))
  t.after(() => store.close())
  const delivery = {
    receivedAt: '2026-01-17T14:02:00.000Z',
    alert: 'P95High',
    severity: 'critical',
    startsAt: '2026-01-17T14:01:50Z',
    receiver: 'plimsoll',
    groupKey: '{}:{}',
    fingerprint: 'f',
    labels: { alertname: 'P95High', severity: 'critical' },
  }
  const resolved = { ...delivery, status: 'resolved', endsAt: '2026-01-17T14:03:00Z' } as const
  store.notifications.append([{ ...delivery, status: 'firing' }])
  store.notifications.append([resolved])

  assert.deepEqual(store.notifications.list(10), [resolved, { ...delivery, status: 'firing' }])
})

test('a full disk is told as such', (t) => {
  const path = join(aFolder(t), 'full.sqlite')
  const database = new DatabaseSync(path)
  t.after(() => database.close())
  database.exec('CREATE TABLE t (b BLOB); PRAGMA max_page_count = 8')

  try {
    database.prepare('INSERT INTO t VALUES (zeroblob(1000000))').run()
    assert.fail('the file was allowed to grow')
  } catch (cause) {
    const error = storeError(path, cause)
    assert.equal(error.code, 'DISK_FULL')
    assert.equal(error.exitCode, 93)
    assert.match(error.message, /full\.sqlite/)
  }
})
