import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { oneUser, outcomesAt, pauses } from '../test/support/one-user.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

/** How connections are opened, kept, changed and dropped; T10 to T18 by their numbers in reference/engine.md. */

test('T10: with a connection for every request each answer is counted, and each connection asked to end', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number % 2 === 0)
      socket.write(anAnswer('ok')) // it does not close: we do
    else socket.end(anAnswer('ok', 'HTTP/1.1 200 OK\r\nConnection: close'))
  })

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(20, { users: 2, keepAlive: false })),
  )

  assert.deepEqual(run.outcomes, { ok: 20 })
  assert.equal(server.connections(), 20)
  assert.ok(server.requests.every(({ head }) => /\r\nConnection: close\r\n/.test(head)))
})

test('T12: a user that thinks longer than the request timeout does not time out', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))

  const run = await anEngineRun(
    aTrafficContract(
      server.url,
      oneUser(3, { requestTimeout: '100ms', thinkTime: pauses('300ms') }),
    ),
  )

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.equal(server.connections(), 1)
})

test('T13, T16: a pool of two thousand opens nothing by itself, and closes what was never open', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5)), { connections: 2000 })

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(server.connections(), 1)
})

test('T14: whatever ends a connection, every request is sent once and has one outcome', async (t) => {
  const ways: ((socket: Socket) => void)[] = [
    (socket) => socket.write(anAnswer('ok')),
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end(),
    (socket) => socket.end(anAnswer('ok', 'HTTP/1.1 200 OK\r\nConnection: close')),
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut'),
    (socket) => socket.write('no HTTP\r\n'),
    (socket) => socket.write(anAnswer('ok') + anAnswer('unasked')),
    () => undefined, // silence, until the timeout
  ]
  const server = await aRawServer(t, (socket, { number }) => ways[number % ways.length]?.(socket))

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(40, { users: 4, requestTimeout: '400ms' })),
  )

  assert.deepEqual(run.outcomes, { ok: 15, reset: 15, protocol: 5, timeout: 5 })
  assert.equal(server.requests.length, 40)
})

test('T15: what is changed on a client holds for all clients, and after each reconnect', async (t) => {
  const hint = 'HTTP/1.1 103 Early Hints\r\n\r\n'
  const server = await aRawServer(t, (socket, { path, onConnection }) => {
    const body = path === '/head' ? '' : '<body>'
    const last = onConnection === 3
    const close = last ? 'Connection: close\r\n' : ''
    socket.write(`${hint}HTTP/1.1 200 OK\r\n${close}Content-Length: 6\r\n\r\n${body}`)
    if (last) socket.end()
  })
  const endpoints = [
    anEndpoint({ name: 'head', method: 'HEAD', path: '/head' }),
    anEndpoint({ name: 'body', path: '/body', checks: { bodyIncludes: '<body>' } }),
  ]

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(60, { users: 6, thinkTime: pauses('2ms') }), {
      endpoints,
    }),
  )

  const { ok: heads = 0 } = outcomesAt(run, 'head')
  const { ok: bodies = 0 } = outcomesAt(run, 'body')
  assert.deepEqual(run.outcomes, { ok: 60 })
  assert.ok(heads > 10 && bodies > 10, `${heads} and ${bodies}`)
  assert.ok(server.connections() >= 20)
})

test('T17: a POST without a body says so, and a body with a variable has its own length', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const endpoints = [
    anEndpoint({ name: 'empty', method: 'POST', path: '/empty' }),
    anEndpoint({ name: 'full', method: 'PUT', path: '/full' }),
  ]
  const journeys = {
    feeders: [
      { name: 'names', pick: 'sequential' as const, rows: [{ who: 'Jürgen' }, { who: 'Bo' }] },
    ],
    userClasses: [
      {
        name: 'u',
        weight: 1,
        journeys: [
          {
            name: 'both',
            weight: 1,
            steps: [{ endpoint: 'empty' }, { endpoint: 'full', body: 'I am {{who}}' }],
          },
        ],
      },
    ],
  }

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(2), { endpoints, journeys }))

  assert.deepEqual(run.outcomes, { ok: 4 })
  const said = server.requests.map(({ head, body }) => [
    /content-length: (\d+)/i.exec(head)?.[1],
    body,
  ])
  const jürgen = Buffer.from('I am Jürgen').toString('latin1') // as bytes: the server reads no UTF-8
  assert.deepEqual(new Set(said.map(String)), new Set(['0,', `12,${jürgen}`, '7,I am Bo']))
})

test('T18: small requests do not wait for the acknowledgement of the ones before', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const sockets: Socket[] = []
  const collect = (message: unknown): void => {
    sockets.push((message as { socket: Socket }).socket)
  }
  subscribe('net.client.socket', collect)
  t.after(() => unsubscribe('net.client.socket', collect))

  await anEngineRun(aTrafficContract(server.url, oneUser(2)))

  const [socket] = sockets
  const noDelay = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'kSetNoDelay',
  )
  assert.equal(sockets.length, 1)
  assert.equal(noDelay && Reflect.get(socket ?? {}, noDelay), true)
})

test('an idle connection is given up before the server closes it', async (t) => {
  const keepAlive = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1'
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok', keepAlive)))

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(4, { thinkTime: pauses('10ms') })),
  )

  assert.deepEqual(run.outcomes, { ok: 4 })
  assert.equal(server.connections(), 4) // one second less the margin of one second
})

test('a server that says Connection: close in the middle gets the next request on a new connection', async (t) => {
  const server = await aRawServer(t, (socket, { onConnection }) => {
    const last = onConnection === 5 // it says so and closes later, as nginx does after keepalive_requests
    socket.write(anAnswer('ok', last ? 'HTTP/1.1 200 OK\r\nConnection: close' : undefined))
    if (last) setTimeout(() => socket.end(), 30)
  })

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(20)))

  assert.deepEqual(run.outcomes, { ok: 20 })
  assert.equal(server.connections(), 4)
})

test('a server that closes idle connections without a word costs no request', async (t) => {
  const server = await aRawServer(t, (socket) => {
    socket.write(anAnswer('ok'))
    setTimeout(() => socket.end(), 5)
  })

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(3, { thinkTime: pauses('200ms') })),
  )

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.equal(server.connections(), 3)
})

test('IPv6 targets get load', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')), '::1')

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(3)))

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.match(server.requests[0]?.head ?? '', /\r\nHost: \[::1\]:\d+\r\n/)
})
