import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import {
  anEngineRun,
  aTrafficContract,
  type EngineRun,
  quantileMs,
} from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

/** Ways in which servers lead stock autocannon astray, by their numbers in reference/engine.md. */

const JUDGES: ['checks'] = ['checks']

/** So many requests one after the other by one user, over one connection as long as it lasts. */
const oneUser = (iterations: number) => ({
  model: 'closed' as const,
  users: 1,
  duration: '20s',
  iterations,
  requestTimeout: '500ms',
  judges: JUDGES,
})

/** Every endpoint gets the answer that names it, or the check fails: an answer never goes to another request. */
const NAMED = ['one', 'two'].map((name) =>
  anEndpoint({ name, path: `/${name}`, checks: { bodyIncludes: `<${name}>` } }),
)

const named = (url: string, iterations: number) =>
  aTrafficContract(url, oneUser(iterations), {
    endpoints: NAMED,
    journeys: {
      userClasses: [
        {
          name: 'u',
          weight: 1,
          journeys: [
            { name: 'both', weight: 1, steps: [{ endpoint: 'one' }, { endpoint: 'two' }] },
          ],
        },
      ],
    },
  })

function outcomes(run: EngineRun, endpoint: string): Record<string, number> {
  const all = Object.entries(run.totals.get(endpoint)?.outcomes ?? {})
  return Object.fromEntries(all.filter(([, count]) => count > 0))
}

test('T1: after a reset every later answer still goes to its own request', async (t) => {
  const server = await aRawServer(t, (socket, { path, number }) => {
    if (number === 2) socket.resetAndDestroy()
    else socket.write(anAnswer(`<${path.slice(1)}>`))
  })

  const run = await anEngineRun(named(server.url, 10))

  assert.deepEqual(outcomes(run, 'one'), { ok: 10 })
  assert.deepEqual(outcomes(run, 'two'), { ok: 9, reset: 1 })
  assert.equal(run.evidence[0]?.cause, 'ECONNRESET')
  assert.equal(run.answers, 19)
})

test('T2: a server that closes after every answer is measured at its own pace', async (t) => {
  const server = await aRawServer(t, (socket) => {
    socket.end(anAnswer('ok', 'HTTP/1.1 200 OK\r\nConnection: close'))
  })

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(20)))

  assert.deepEqual(run.outcomes, { ok: 20 })
  assert.equal(server.connections(), 20)
  assert.equal(server.requests.length, 20)
})

test('T3: a connection closed instead of an answer is a reset, not nothing', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number % 2 === 0) socket.end()
    else socket.write(anAnswer('ok'))
  })

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(10)))

  assert.deepEqual(run.outcomes, { ok: 5, reset: 5 })
  assert.match(run.evidence[0]?.cause ?? '', /closed before the whole answer/)
})

test('T4: a body cut short breaks one request, and the next one is read afresh', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number === 3) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this')
    else socket.write(anAnswer('ok'))
  })

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(10)))

  assert.deepEqual(run.outcomes, { ok: 9, reset: 1 })
})

test('T5: an answer that nobody asked for closes the idle connection and counts nowhere', async (t) => {
  const server = await aRawServer(t, (socket, { onConnection }) => {
    socket.write(anAnswer('ok'))
    if (onConnection === 1)
      setTimeout(() => socket.end(anAnswer('', 'HTTP/1.1 408 Request Timeout')), 5)
  })
  const thinking = { distribution: 'constant' as const, duration: '40ms' }

  const run = await anEngineRun(
    aTrafficContract(server.url, { ...oneUser(5), thinkTime: thinking }),
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(server.connections(), 5)
})

test('T6: a dead port is tried with pauses, and its return is noticed', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  await server.kill()
  const back = setTimeout(() => void server.restart(), 700)
  t.after(() => clearTimeout(back))

  const run = await anEngineRun(
    aTrafficContract(server.url, { ...oneUser(1_000_000), users: 10, duration: '2s' }),
  )

  const refused = run.outcomes.refused ?? 0
  assert.ok(refused >= 10 && refused <= 80, `${refused} refused`) // 10 users; tries after 0, 50, 150, 350, 750 ms, jittered
  assert.ok((run.outcomes.ok ?? 0) > 100)
  assert.equal(run.evidence[0]?.cause, 'ECONNREFUSED')
})

test('T7: informational answers are not counted and bring no further request', async (t) => {
  const server = await aRawServer(t, (socket) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
    setTimeout(() => socket.write(anAnswer('ok')), 20)
  })

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5)))

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(server.requests.length, 5)
  assert.ok(quantileMs(run, 0.5) >= 19)
})

test('T8: HEAD with a Content-Length has its answer without waiting for a body', async (t) => {
  const server = await aRawServer(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n')
  })
  const endpoints = [anEndpoint({ name: 'it', method: 'HEAD', path: '/it' })]

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5), { endpoints }))

  assert.deepEqual(run.outcomes, { ok: 5 })
})

test('T9: a body that ends with the connection is a whole answer', async (t) => {
  const server = await aRawServer(t, (socket) => {
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it')
  })
  const endpoints = [anEndpoint({ name: 'it', path: '/it', checks: { bodyIncludes: 'all of it' } })]

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5), { endpoints }))

  assert.deepEqual(run.outcomes, { ok: 5 })
})

test('T11: a character cut in two by the network is whole in the check', async (t) => {
  const body = Buffer.from('größe ✓')
  const server = await aRawServer(t, (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
    socket.write(body.subarray(0, 3)) // in the middle of ö
    setTimeout(() => socket.write(body.subarray(3)), 5)
  })
  const endpoints = [anEndpoint({ name: 'it', path: '/it', checks: { bodyIncludes: 'größe ✓' } })]

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(3), { endpoints }))

  assert.deepEqual(run.outcomes, { ok: 3 })
})

test('T12: a user that thinks longer than the request timeout does not time out', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const thinking = { distribution: 'constant' as const, duration: '300ms' }

  const run = await anEngineRun(
    aTrafficContract(server.url, { ...oneUser(3), requestTimeout: '100ms', thinkTime: thinking }),
  )

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.equal(server.connections(), 1)
})

test('an answer that is not HTTP is the outcome protocol', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(3)))

  assert.deepEqual(run.outcomes, { protocol: 3 })
})

test('an idle connection is given up before the server closes it', async (t) => {
  const keepAlive = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1'
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok', keepAlive)))
  const thinking = { distribution: 'constant' as const, duration: '10ms' }

  const run = await anEngineRun(
    aTrafficContract(server.url, { ...oneUser(4), thinkTime: thinking }),
  )

  assert.deepEqual(run.outcomes, { ok: 4 })
  assert.equal(server.connections(), 4) // one second less the margin of one second
})
