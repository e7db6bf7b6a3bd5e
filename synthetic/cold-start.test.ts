import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FirstRequest } from '../measurement/run-record.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

const twice = {
  userClasses: [
    {
      name: 'u',
      weight: 1,
      journeys: [
        {
          name: 'j',
          weight: 1,
          steps: [{ endpoint: 'it' }, { endpoint: 'other' }, { endpoint: 'it' }],
        },
      ],
    },
  ],
}

const iterations = (count: number, users = 1) => ({
  model: 'closed' as const,
  users,
  duration: '9s',
  iterations: count,
  requestTimeout: '300ms',
  judges: ['checks' as const],
})

const endpoints = [
  anEndpoint({ name: 'it', path: '/it' }),
  anEndpoint({ name: 'other', path: '/other' }),
  anEndpoint({ name: 'unused', path: '/unused' }),
]

test('the first request of each endpoint is kept apart, the connect with the one that waited for it, and both count as latency', async (t) => {
  const warm = new Set<string>()
  const server = await aRawServer(t, (socket, { path }) => {
    setTimeout(() => socket.write(anAnswer('ok')), warm.has(path) ? 0 : 80)
    warm.add(path)
  })
  const contract = aTrafficContract(server.url, iterations(5), { endpoints, journeys: twice })

  const { live, totals } = await anEngineRun(contract)

  const [it, other, unused] = [0, 1, 2].map((endpoint) => live.firsts.read(endpoint))
  assert.equal(it?.outcome, 'ok')
  assert.ok((it?.connectMs ?? 0) > 0)
  assert.ok((it?.requestMs ?? 0) >= 79)
  assert.equal(other?.connectMs, undefined)
  assert.ok((other?.requestMs ?? 0) >= 79)
  assert.ok((other?.atMs ?? 0) > (it?.atMs ?? 0))
  assert.equal(unused, undefined)
  assert.equal(live.connectTime.count, 1)
  assert.equal(totals.get('it')?.latency.count, 10)
  assert.ok((totals.get('it')?.latency.maxUs ?? 0) >= (it?.requestMs ?? Infinity) * 1000)
})

test('a first request that fails is the first request all the same', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number > 4) socket.write(anAnswer('ok'))
  })
  const contract = aTrafficContract(server.url, iterations(40, 4))

  const { live, outcomes } = await anEngineRun(contract)

  assert.ok((outcomes.timeout ?? 0) >= 4)
  const first = live.firsts.read(0) as FirstRequest
  assert.equal(first.outcome, 'timeout')
  assert.ok(first.requestMs >= 300)
  assert.ok(live.connectTime.count > 4)
})
