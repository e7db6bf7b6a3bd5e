import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ErrorCode, PlimsollError } from '../contract/errors.ts'
import type { Schedule } from '../contract/schedules.ts'
import { processIdentity } from '../stack/process-state.ts'
import type { RunningRun } from '../store/running-runs.ts'
import { waitFor } from '../test/support/watched-process.ts'
import { withStore } from './connect-store.ts'
import { projectAt } from './project.ts'
import type { ScheduleResult } from './schedule-state.ts'
import { Scheduler } from './scheduler.ts'

/** Once a year: nothing comes by the clock while a test runs. */
const aSchedule = (overrides: Partial<Schedule> = {}): Schedule => ({
  name: 'canary',
  cron: '0 0 1 1 *',
  profile: 'load',
  timeZone: 'UTC',
  overlap: 'skip',
  atStart: false,
  ...overrides,
})

const aRunningRun = (): RunningRun => ({
  id: 'peak-1',
  label: 'peak-1',
  profile: 'peak',
  service: 'shop',
  target: 'http://127.0.0.1:3000',
  startedAt: '2026-01-17T14:02:00.000Z',
  pid: process.pid,
  processStarted: processIdentity(process.pid)?.started ?? '',
  telemetryUrl: '',
  liveUrl: '',
  liveSecret: '',
})

/** A scheduler whose runs end in these errors one after the other, and then go on for ever. */
function aScheduler(t: TestContext, schedules: readonly Schedule[], errors: ErrorCode[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-schedules-'))
  const stop = new AbortController()
  t.after(() => {
    stop.abort()
    rmSync(folder, { recursive: true, force: true })
  })
  const project = projectAt(folder, {}, { contract: 'contract.json' })
  const started: string[] = []
  const said: string[] = []
  const scheduler = new Scheduler({
    project,
    schedules,
    runs: {
      start: async ({ profile }, label) => {
        const code = errors.shift()
        if (code) throw new PlimsollError(code, 'no')
        started.push(`${label}: ${profile}`)
        return { runId: 'load-1', ended: new Promise(() => undefined) }
      },
    },
    paused: false,
    say: (line) => said.push(line),
    stop: stop.signal,
  })
  const results: ScheduleResult[] = []
  scheduler.onResult((_name, result) => results.push(result))
  return { scheduler, project, started, results, said, stop }
}

test('a start at the server’s own start waits for a service that comes up later', async (t) => {
  const errors: ErrorCode[] = ['TARGET_UNREACHABLE', 'ALREADY_RUNNING']
  const { scheduler, started, results } = aScheduler(t, [aSchedule({ atStart: true })], errors)

  scheduler.begin()

  await waitFor(() => started.length > 0)
  assert.deepEqual(started, ['canary: load'])
  assert.deepEqual(results, [])
})

test('what is no passing trouble is told once and not tried again', async (t) => {
  const { scheduler, results, said } = aScheduler(
    t,
    [aSchedule({ atStart: true })],
    ['PROFILE_UNKNOWN'],
  )

  scheduler.begin()

  await waitFor(() => results.length > 0)
  assert.deepEqual(results, ['error'])
  assert.deepEqual(said, ['schedule canary error: no'])
  assert.match(scheduler.list()[0]?.trouble ?? '', /Z error: no$/)
})

test('while somebody else sends load a start waits for its end', async (t) => {
  const { scheduler, project, started } = aScheduler(t, [
    aSchedule({ name: 'first', atStart: true }),
    aSchedule({ name: 'second', atStart: true }),
  ])
  withStore(project, (store) => store.running.register(aRunningRun()))

  scheduler.begin()
  assert.deepEqual(started, [])
  withStore(project, (store) => store.running.unregister('peak-1'))

  await waitFor(() => started.length === 2)
  assert.deepEqual(started, ['first: load', 'second: load'])
})

test('a list tells when each schedule starts next, until the clocks stop', (t) => {
  const { scheduler, stop } = aScheduler(t, [
    aSchedule({ cron: '30 6 1 1 *', timeZone: 'Asia/Tokyo' }),
  ])

  scheduler.begin()
  const [state] = scheduler.list()

  assert.match(state?.nextStartAt ?? '', /^\d{4}-12-31T21:30:00\.000Z$/)
  assert.equal(state?.lastRun, null)
  stop.abort()
  assert.equal(scheduler.list()[0]?.nextStartAt, null)
})
