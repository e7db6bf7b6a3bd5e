import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContractInput } from '../contract/schema.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { waitFor } from '../test/support/watched-process.ts'
import { startTraffic } from './start-traffic.ts'

/** A change reaches the worker so long after it was asked for, at most, on a busy machine; the run's clock. */
const HEARD_MS = 500

const it = anEndpoint({ name: 'it', path: '/it' })
const bye = anEndpoint({ name: 'bye', path: '/bye' })
const journeys = {
  userClasses: [
    {
      name: 'u',
      weight: 1,
      journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'it' }] }],
      teardown: { steps: [{ endpoint: 'bye' }] },
    },
  ],
}

type ProfileInput = ContractInput['profiles'][string]

/** A run whose target holds back every answer but those of goodbyes until the test lets them go. */
async function aHeldRun(t: TestContext, profile: Partial<ProfileInput>) {
  const held: (() => void)[] = []
  const server = await aRawServer(t, (socket, { path }) => {
    if (path === '/bye') socket.write(anAnswer('bye'))
    else held.push(() => socket.write(anAnswer('ok')))
  })
  const load = { duration: '60s', requestTimeout: '30s', judges: ['checks' as const], ...profile }
  const run = await startTraffic({
    contract: aTrafficContract(server.url, load as ProfileInput, {
      endpoints: [it, bye],
      journeys,
    }),
    profileName: 'load',
    runId: 'load-1',
    runLabel: 'load-1',
    baseUrl: server.url,
    seed: 1,
  })
  t.after(() => run.stop('now'))
  const count = (path: string) => server.requests.filter((request) => request.path === path).length
  const untilElapsed = async (ms: number) => {
    while (run.snapshot().elapsedMs < ms) await sleep(25)
  }
  return { run, held, count, untilElapsed }
}

test('an arrival whose answer comes in a pause says goodbye after it', async (t) => {
  const { run, held, count, untilElapsed } = await aHeldRun(t, { model: 'open', ratePerSecond: 20 })
  await waitFor(() => held.length >= 3)
  const { atMs } = run.change({ kind: 'pause' }, 'api')
  await untilElapsed(atMs + HEARD_MS)
  const sent = held.length
  for (const answer of held) answer()
  await waitFor(() => run.snapshot().inFlight === 0)

  await untilElapsed(run.snapshot().elapsedMs + HEARD_MS)
  assert.deepEqual([count('/it'), count('/bye')], [sent, 0])

  run.change({ kind: 'resume' }, 'api')
  await waitFor(() => count('/bye') >= sent)
  run.stop('now')
  await run.done
})

test('a user who is no longer wanted when a pause begins says goodbye after it', async (t) => {
  const { run, held, count, untilElapsed } = await aHeldRun(t, { model: 'closed', users: 3 })
  await waitFor(() => held.length === 3)
  run.change({ kind: 'level', users: 1 }, 'api')
  await waitFor(() => run.snapshot().users === 1)
  const { atMs } = run.change({ kind: 'pause' }, 'api')
  await untilElapsed(atMs + HEARD_MS)
  for (const answer of held.splice(0)) answer()
  await waitFor(() => run.snapshot().inFlight === 0)

  await untilElapsed(run.snapshot().elapsedMs + HEARD_MS)
  assert.deepEqual([count('/it'), count('/bye')], [3, 0])

  run.change({ kind: 'resume' }, 'api') // to one user, who goes on
  await waitFor(() => count('/bye') === 2 && held.length === 1)
  run.stop('now')
  await run.done
})
