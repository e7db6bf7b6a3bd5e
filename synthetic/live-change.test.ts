import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContractInput } from '../contract/schema.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer, type RawServer } from '../test/support/raw-server.ts'
import { changedPlan } from '../workload/changed-plan.ts'
import { loadPlan } from '../workload/load-plan.ts'
import { loadOfLost } from './lost-load.ts'
import { startTraffic, type TrafficRun } from './start-traffic.ts'
import { ThinkingUsers } from './thinking-users.ts'
import { VirtualUser } from './virtual-user.ts'

const OPEN = { model: 'open' as const, ratePerSecond: 100, judges: ['checks' as const] }
const CLOSED = {
  model: 'closed' as const,
  users: 2,
  thinkTime: { distribution: 'constant' as const, duration: '20ms' },
  judges: ['checks' as const],
}

/** A run of two workers, and how many of its requests the target has received: on a busy machine others knock there too. */
async function aRun(
  t: TestContext,
  profile: ContractInput['profiles'][string],
  safety: ContractInput['safety'] = {},
): Promise<{ run: TrafficRun; server: RawServer; received: () => number; silentMs: () => number }> {
  let lastMs = performance.now()
  const server = await aRawServer(t, (socket) => {
    lastMs = performance.now()
    socket.write(anAnswer('ok'))
  })
  const key = randomUUID()
  const steps = [{ endpoint: 'it', headers: { 'x-key': key } }]
  const journeys = {
    userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps }] }],
  }
  const run = await startTraffic({
    contract: aTrafficContract(server.url, profile, { safety, journeys }),
    profileName: 'load',
    runId: 'load-1',
    runLabel: 'load-1',
    baseUrl: server.url,
    seed: 1,
    workers: 2,
  })
  t.after(() => run.stop('now'))
  const received = () => server.requests.filter(({ head }) => head.includes(key)).length
  return { run, server, received, silentMs: () => performance.now() - lastMs }
}

/** The live view once it shows what is waited for. */
async function seen(
  run: TrafficRun,
  what: (snapshot: RunSnapshot) => boolean,
): Promise<RunSnapshot> {
  let over = false
  const end = () => {
    over = true
  }
  run.done.then(end, end)
  for (;;) {
    const snapshot = run.snapshot()
    if (what(snapshot)) return snapshot
    assert.ok(!over, 'the run ended before')
    await sleep(25) // a snapshot costs milliseconds: asking without pause would take the CPU from the run
  }
}

/** Every worker has put its users to sleep, and what they had sent before has come and is counted. */
async function asleep(run: TrafficRun, received: () => number): Promise<RunSnapshot> {
  const { elapsedMs } = await seen(run, ({ byHand, users }) => byHand === 'pause' && users === 0)
  return seen(run, (now) => now.elapsedMs > elapsedMs + 100 && now.requests === received())
}

test('users follow a change, on connections that the plan did not need', async (t) => {
  const { run } = await aRun(t, { ...CLOSED, duration: '2m' })
  await seen(run, ({ users }) => users === 2)

  const up = run.change({ kind: 'level', users: 9 }, 'api')
  await seen(run, ({ users, requests }) => users === 9 && requests > 50)
  const down = run.change({ kind: 'level', users: 3 }, 'keys')
  await seen(run, ({ users, connections }) => users === 3 && connections === 3)
  run.stop('drain')
  const { phases, changes, intervals, generator } = await run.done

  assert.equal(generator.connections, 9)
  assert.equal(generator.delivered, generator.offered)
  assert.deepEqual(changes, [
    { kind: 'level', users: 9, atMs: up.atMs, by: 'api' },
    { kind: 'level', users: 3, atMs: down.atMs, by: 'keys' },
  ])
  assert.deepEqual(
    phases.map(({ name, startMs, users, byHand, ramp }) => [name, startMs, users, byHand, ramp]),
    [
      ['hold', 0, 2, undefined, false],
      ['manual-9', up.atMs, 9, 'level', true],
      ['manual-3', down.atMs, 3, 'level', true],
    ],
  )
  const atEnd = Object.fromEntries(intervals.map(({ phase, users }) => [phase, users]))
  assert.deepEqual(atEnd, { hold: 2, 'manual-9': 9, 'manual-3': 3 })
})

test('arrivals are exact over changes of the rate and a pause, with two workers', async (t) => {
  const { run, received, silentMs } = await aRun(t, { ...OPEN, duration: '8s' })
  await seen(run, ({ requests }) => requests > 20)
  run.change({ kind: 'level', ratePerSecond: 250 }, 'api')
  await seen(run, ({ phase, requests }) => phase === 'manual-250' && requests > 100)
  run.change({ kind: 'pause' }, 'api')
  await seen(run, ({ byHand }) => byHand === 'pause' && silentMs() > 300) // the target hears nothing
  run.change({ kind: 'resume' }, 'api')
  await seen(run, ({ phase }) => phase === 'manual-250')
  run.change({ kind: 'resume' }, 'api')

  const { phases, generator, ending } = await run.done

  assert.equal(ending, 'completed')
  assert.deepEqual(
    phases.map(({ name }) => name),
    ['hold', 'manual-250', 'paused', 'manual-250', 'hold'],
  )
  const planned = phases.map(
    ({ startMs, endMs, ratePerSecond = 0 }) => (ratePerSecond * (endMs - startMs)) / 1000,
  )
  const whole = Math.floor(planned.reduce((sum, each) => sum + each, 0.5) + 1e-9)
  assert.deepEqual([received(), generator.offered, generator.delivered], [whole, whole, whole])
})

test('users sleep through a pause with their places, and a stop does not wait for its end', async (t) => {
  const { run, server, received } = await aRun(t, { ...CLOSED, duration: '2m' })
  const askedOn = () => new Set(server.requests.map(({ connection }) => connection)).size
  await seen(run, ({ requests }) => requests > 10 && askedOn() === 2)
  run.change({ kind: 'pause' }, 'keys')
  const paused = await asleep(run, received)
  assert.deepEqual([paused.level, paused.connections], [0, 2])
  const before = received()
  const opened = server.connections()
  await seen(run, ({ elapsedMs }) => elapsedMs > paused.elapsedMs + 300)
  assert.equal(received(), before)
  run.change({ kind: 'resume' }, 'keys')
  await seen(run, ({ users }) => users === 2 && received() > before + 10)
  assert.equal(server.connections(), opened, 'the same users go on over the same connections')
  run.change({ kind: 'pause' }, 'keys')
  await asleep(run, received)
  run.stop('drain')

  const { ending, phases, changes } = await run.done

  assert.equal(ending, 'interrupted')
  assert.deepEqual(
    phases.map(({ name }) => name),
    ['hold', 'paused', 'hold', 'paused'],
  )
  assert.equal(changes.length, 3)
})

test('a change beyond the ceilings, of the wrong kind, or of a run that is over is refused and changes nothing', async (t) => {
  const { run } = await aRun(t, { ...CLOSED, duration: '2m' }, { maxUsers: 10 })
  await seen(run, ({ users }) => users === 2)

  assert.throws(() => run.change({ kind: 'level', users: 11 }, 'api'), {
    code: 'LOAD_NOT_ALLOWED',
    message: 'the change asks for 11 users, the contract allows safety.maxUsers 10',
  })
  assert.throws(() => run.change({ kind: 'level', ratePerSecond: 5 }, 'api'), {
    code: 'CHANGE_REFUSED',
  })
  assert.throws(() => run.change({ kind: 'resume' }, 'api'), { code: 'CHANGE_REFUSED' })
  run.stop('drain')
  assert.throws(() => run.change({ kind: 'pause' }, 'api'), { code: 'NOT_RUNNING' })
  const { changes, phases } = await run.done
  assert.deepEqual([changes.length, phases.length], [0, 1])
})

test('after a pause everyone goes on after what was left of the think time, none at once', () => {
  const contract = aTrafficContract('http://127.0.0.1:1', { ...CLOSED, duration: '60s' })
  const { load } = contract.profiles
  assert.ok(load)
  const plan = loadPlan(load)
  const thinking = new ThinkingUsers()
  const woken: number[] = []
  const wake = (nowMs: number) => thinking.wake(nowMs, (_, dueMs) => woken.push(dueMs))
  wake(1000)
  for (const thinkMs of [500, 700, 900]) thinking.add(new VirtualUser(), 1000, thinkMs)

  const paused = changedPlan(plan, { plan }, { kind: 'pause' }, 1600)
  thinking.follow(paused.plan)
  for (const atMs of [1500, 1600, 3000, 5000]) wake(atMs)
  assert.deepEqual(woken, [1500])
  thinking.add(new VirtualUser(), 5000, 0) // its answer came in the pause
  thinking.follow(changedPlan(plan, paused, { kind: 'resume' }, 6000).plan)
  for (const atMs of [5999, 6001, 6100, 6299, 6300]) wake(atMs)

  assert.deepEqual(woken, [1500, 6000, 6100, 6300])
})

test('a lost worker owes its share of the load as it was changed', () => {
  const contract = aTrafficContract('http://127.0.0.1:1', { ...OPEN, duration: '60s' })
  const { load } = contract.profiles
  assert.ok(load)
  const plan = loadPlan(load)
  const changed = changedPlan(plan, { plan }, { kind: 'level', ratePerSecond: 40 }, 30_000).plan
  const lost = { index: 1, workers: 2, aliveMs: 20_000, offered: 1000, quota: undefined }

  assert.equal(loadOfLost(changed, lost, 0, 60_000, 1000), (30 * 100 + 30 * 40) / 2)
})
