import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

test('an arrival whose answer comes in a pause says goodbye after it', async (t) => {
  const held: (() => void)[] = []
  const server = await aRawServer(t, (socket, { path }) => {
    if (path === '/bye') socket.write(anAnswer('bye'))
    else held.push(() => socket.write(anAnswer('ok')))
  })
  const count = (path: string) => server.requests.filter((request) => request.path === path).length
  const run = await startTraffic({
    contract: aTrafficContract(
      server.url,
      {
        model: 'open',
        ratePerSecond: 20,
        duration: '60s',
        requestTimeout: '30s',
        judges: ['checks'],
      },
      { endpoints: [it, bye], journeys },
    ),
    profileName: 'load',
    runId: 'load-1',
    runLabel: 'load-1',
    baseUrl: server.url,
    seed: 1,
  })
  t.after(() => run.stop('now'))
  const untilElapsed = async (ms: number) => {
    while (run.snapshot().elapsedMs < ms) await sleep(25)
  }
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
