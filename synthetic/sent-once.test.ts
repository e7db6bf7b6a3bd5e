import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { seededRandom } from '../workload/random.ts'

type ProfileInput = ContractInput['profiles'][string]

/** Every request carries a number that no other has. */
const NUMBERED: Partial<ContractInput> = {
  endpoints: [anEndpoint({ name: 'it', path: '/it/:n' })],
  journeys: {
    feeders: [{ name: 'numbers', variable: 'n', range: [1, 1_000_000], pick: 'unique' }],
    userClasses: [
      {
        name: 'u',
        weight: 1,
        journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'it', params: { n: '{{n}}' } }] }],
      },
    ],
  },
}

/** What a target may do with a connection, now or while the next request may already be on its way. */
const WAYS: readonly ((socket: Socket, laterMs: number) => void)[] = [
  (socket) => socket.write(anAnswer('ok')),
  (socket, laterMs) => setTimeout(() => socket.write(anAnswer('late')), laterMs),
  (socket, laterMs) => {
    socket.write(anAnswer('ok'))
    setTimeout(() => socket.destroy(), laterMs)
  },
  (socket) => socket.end(anAnswer('ok')),
  (socket) => socket.end(anAnswer('ok', 'HTTP/1.1 200 OK\r\nConnection: close')),
  (socket) => socket.write(anAnswer('ok', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0')),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.destroy(),
  (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut'),
  (socket) => socket.write(anAnswer('ok') + anAnswer('unasked')),
  () => undefined, // silence, until the timeout
]

const LOADS: Readonly<Record<string, ProfileInput>> = {
  arrivals: { model: 'open', ratePerSecond: 300, duration: '1s', judges: ['checks'] },
  users: { model: 'closed', users: 20, iterations: 600, duration: '20s', judges: ['checks'] },
}

for (const [who, load] of Object.entries(LOADS)) {
  for (const keepAlive of [true, false]) {
    const over = keepAlive ? 'connections that are kept' : 'a connection for each request'
    test(`no request of ${who} is ever sent twice over ${over}, whatever the target does to them`, async (t) => {
      const random = seededRandom(7)
      const server = await aRawServer(t, (socket) => {
        WAYS[Math.floor(random() * WAYS.length)]?.(socket, random() * 5)
      })
      const profile = { ...load, keepAlive, requestTimeout: '200ms' }

      const run = await anEngineRun(aTrafficContract(server.url, profile, NUMBERED), {
        connections: 200,
      })

      const numbers = server.requests.map(({ path }) => path)
      const { no_connection: denied = 0, ...ended } = run.outcomes
      const sent = Object.values(ended).reduce((sum, count) => sum + count, 0)
      assert.equal(new Set(numbers).size, numbers.length)
      assert.equal(sent, run.live.get('sent'))
      assert.equal(sent + denied, load.model === 'open' ? 300 : 600)
      // what was written just when the target closed never arrives
      assert.ok(numbers.length > 0.5 * sent && numbers.length <= sent)
    })
  }
}
