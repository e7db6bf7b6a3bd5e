import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract, quantileMs } from '../test/support/engine-run.ts'
import { oneUser, outcomesAt, pauses } from '../test/support/one-user.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

/** Ways in which servers lead stock autocannon astray, by their numbers in reference/engine.md: T1 to T9. */

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

test('T1: after a reset every later answer still goes to its own request', async (t) => {
  const server = await aRawServer(t, (socket, { path, number }) => {
    if (number === 2) socket.resetAndDestroy()
    else socket.write(anAnswer(`<${path.slice(1)}>`))
  })

  const run = await anEngineRun(named(server.url, 10))

  assert.deepEqual(outcomesAt(run, 'one'), { ok: 10 })
  assert.deepEqual(outcomesAt(run, 'two'), { ok: 9, reset: 1 })
  assert.equal(run.evidence[0]?.cause, 'ECONNRESET')
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

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(3, { thinkTime: pauses('200ms') })),
  )

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.equal(server.connections(), 3)
})

test('T6: a dead port is tried with pauses, and its return is noticed', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  await server.kill()
  const back = setTimeout(() => void server.restart(), 700)
  t.after(() => clearTimeout(back))

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(1_000_000, { users: 10, duration: '2s' })),
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
