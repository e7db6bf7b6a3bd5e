import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { aDeafServer } from '../test/support/deaf-server.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { startTraffic } from './start-traffic.ts'

const ENDPOINTS = [
  anEndpoint({ name: 'it', path: '/it' }),
  anEndpoint({ name: 'rare', path: '/rare' }),
]

const JOURNEYS: ContractInput['journeys'] = {
  feeders: [{ name: 'ids', variable: 'id', range: [1, 1000] }],
  userClasses: [
    {
      name: 'many',
      weight: 9,
      thinkTime: { distribution: 'uniform', minimum: '5ms', maximum: '15ms' },
      journeys: [
        { name: 'j', weight: 2, steps: [{ endpoint: 'it', query: { id: '{{id}}' } }] },
        { name: 'k', weight: 1, steps: [{ endpoint: 'it', query: { k: '{{id}}' } }] },
      ],
    },
    { name: 'few', weight: 1, journeys: [{ name: 'r', weight: 1, steps: [{ endpoint: 'rare' }] }] },
  ],
}

function traffic(url: string, profile: ContractInput['profiles'][string], workers: number) {
  const contract = aTrafficContract(url, profile, { endpoints: ENDPOINTS, journeys: JOURNEYS })
  const run = { contract, profileName: 'load', runId: 'r', runLabel: 'r', baseUrl: url, seed: 7 }
  return startTraffic({ ...run, workers })
}

for (const arrivals of ['uniform', 'poisson'] as const) {
  test(`one seed asks for the same things whether one worker sends ${arrivals} arrivals or three`, async (t) => {
    const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
    const load: ContractInput['profiles'][string] = {
      model: 'open',
      arrivals,
      ratePerSecond: 150,
      duration: '1s',
      judges: ['checks'],
    }

    await (await traffic(server.url, load, 1)).done
    const alone = server.requests.map(({ path }) => path)
    await (await traffic(server.url, load, 3)).done

    const shared = server.requests.slice(alone.length).map(({ path }) => path)
    assert.deepEqual(shared.toSorted(), alone.toSorted())
    assert.ok(alone.length > 100 && new Set(alone).size > 50)
  })
}

test('ten users of weights 9 and 1 are nine and one, spread over two workers', async (t) => {
  const everyone = Promise.withResolvers<void>()
  const asked = new Set<number>()
  const server = await aRawServer(t, (socket, { connection, number }) => {
    socket.write(anAnswer('ok'))
    if (asked.add(connection).size >= 10 && number > 100) everyone.resolve()
  })
  const run = await traffic(
    server.url,
    {
      model: 'closed',
      users: 10,
      duration: '2m',
      thinkTime: { distribution: 'constant', duration: '50ms' },
      judges: ['checks'],
    },
    2,
  )
  await everyone.promise
  run.stop('drain')
  await run.done

  const users = new Map(server.requests.map(({ connection, path }) => [connection, path]))
  assert.equal(users.size, 10, 'a user keeps its connection')
  assert.equal([...users.values()].filter((path) => path === '/rare').length, 1)
})

test('a jump to many users connects some at a time: no burst overruns the queue of the target', async (t) => {
  const profile: ContractInput['profiles'][string] = {
    model: 'closed',
    users: 600,
    duration: '1s',
    requestTimeout: '1s',
    judges: ['checks'],
  }

  const run = await anEngineRun(aTrafficContract(await aDeafServer(t), profile), {
    connections: 600,
  })

  const peak = run.live.get('peakConnections')
  assert.ok(peak >= 256 && peak < 300, `${peak} connections open or on their way`)
  assert.deepEqual(Object.keys(run.outcomes).toSorted(), ['no_connection', 'timeout'])
})

test('users who ask once in two seconds are kept to it: pauses are longer than a second as exactly as shorter ones', async (t) => {
  const at = new Map<number, number[]>()
  const server = await aRawServer(t, (socket, { connection }) => {
    at.set(connection, [...(at.get(connection) ?? []), performance.now()])
    socket.write(anAnswer('ok'))
  })
  const pause = { distribution: 'constant' as const, duration: '2s' }

  await anEngineRun(
    aTrafficContract(server.url, {
      model: 'closed',
      users: 5,
      duration: '5s',
      thinkTime: pause,
      judges: ['checks'],
    }),
  )

  assert.equal(at.size, 5)
  const gaps = [...at.values()].flatMap((times) => {
    assert.ok(times.length <= 3, `${times.length} requests in 5 s`) // fewer on a slow machine
    return times.slice(1).map((ms, i) => ms - (times[i] ?? 0))
  })
  assert.ok(gaps.length > 0 && gaps.every((ms) => ms >= 1990), gaps.join())
})
