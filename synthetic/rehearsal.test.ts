import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Contract } from '../contract/schema.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { startTraffic } from './start-traffic.ts'
import type { TrafficResult } from './traffic-result.ts'

async function resultOf(contract: Contract): Promise<TrafficResult> {
  const identity = { profileName: 'load', runId: 'run', runLabel: 'run', seed: 1 }
  const run = await startTraffic({ contract, ...identity, baseUrl: contract.service.baseUrl })
  return run.done
}

test('nothing of the rehearsal reaches the target, is counted, or takes a row from a feeder', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const step = { endpoint: 'it', query: { n: '{{n}}' } }
  const contract = aTrafficContract(
    server.url,
    { model: 'closed', users: 1, duration: '9s', iterations: 5, judges: ['checks'] },
    {
      journeys: {
        feeders: [{ name: 'rows', variable: 'n', range: [1, 5], pick: 'unique' }],
        userClasses: [
          { name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] },
        ],
      },
    },
  )

  const { generator, ending, failures } = await resultOf(contract)

  assert.equal(ending, 'completed')
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    [1, 2, 3, 4, 5].map((n) => `/it?n=${n}`),
  )
  assert.equal(generator.offered, 5)
  assert.deepEqual(failures, [])
})

test('a load whose users set up and say goodbye is rehearsed too', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const step = (n: string) => ({ steps: [{ endpoint: 'it', query: { n } }] })
  const journeys = [{ name: 'j', weight: 1, ...step('journey') }]
  const contract = aTrafficContract(
    server.url,
    { model: 'open', ratePerSecond: 10, duration: '100ms', judges: ['checks'] },
    {
      journeys: {
        userClasses: [
          { name: 'u', weight: 1, setup: step('setup'), teardown: step('bye'), journeys },
        ],
      },
    },
  )

  assert.equal((await resultOf(contract)).ending, 'completed')
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/it?n=setup', '/it?n=journey', '/it?n=bye'],
  )
})
