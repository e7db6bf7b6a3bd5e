import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ContractInput } from '../contract/schema.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract, type EngineRun } from '../test/support/engine-run.ts'
import { oneUser, pauses } from '../test/support/one-user.ts'
import { anAnswer, aRawServer, type RawRequest } from '../test/support/raw-server.ts'

/** Answers of every form that HTTP/1.1 allows, and some that it does not; T11 by its number in reference/engine.md. */

type EndpointInput = ContractInput['endpoints'][number]

/** Five requests of one user to a server that answers with these bytes. */
async function fiveOf(
  t: TestContext,
  reply: (socket: Socket, request: RawRequest) => void,
  endpoint: Partial<EndpointInput> = {},
): Promise<EngineRun & { connections: number; heads: string[] }> {
  const server = await aRawServer(t, reply)
  const endpoints = [anEndpoint({ name: 'it', path: '/it', ...endpoint })]
  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5), { endpoints }))
  const heads = server.requests.map((request) => request.head)
  return { ...run, connections: server.connections(), heads }
}

const includes = (bodyIncludes: string) => ({ checks: { bodyIncludes } })

test('T11: a character cut in two by the network is whole in the check', async (t) => {
  const body = Buffer.from('größe ✓')
  const run = await fiveOf(
    t,
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      socket.write(body.subarray(0, 3)) // in the middle of ö
      setTimeout(() => socket.write(body.subarray(3)), 5)
    },
    includes('größe ✓'),
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
})

test('a chunked body is put together, its trailers are no part of it', async (t) => {
  const run = await fiveOf(
    t,
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n')
      socket.write('5;name=value\r\nwhole\r\n7\r\n answer\r\n')
      setTimeout(() => socket.write('0\r\nDigest: sha-256=x\r\n\r\n'), 5)
    },
    { checks: { bodyIncludes: 'whole answer', maxBodyBytes: 12 } },
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 1)
})

test('204 and 304 have no body, whatever length they announce', async (t) => {
  const run = await fiveOf(t, (socket, { number }) => {
    const status = number % 2 === 0 ? '204 No Content' : '304 Not Modified'
    const length = number < 3 ? '' : 'Content-Length: 1234\r\n'
    socket.write(`HTTP/1.1 ${status}\r\n${length}\r\n`)
  })

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 1)
})

test('a head that came before is believed to the byte: other lengths, bodies, ends and cuts are seen', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: '
  const closed = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: '
  const bad = 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: '
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n'
  const answers = [
    ...[`${head}4\r\n\r\ngood`, `${head}4\r\n\r\ngood`, `${head}4\r\n\r\nevil`], // known, and another body
    ...[`${head}5\r\n\r\ngoods`, `${bad}4\r\n\r\ngood`, `${bad}4\r\n\r\ngood`],
    ...[chunked, chunked, `${head}4\r\n\r\ngood`, `${head}4\r\n\r\ngoodHTTP/1.1 2`], // more than was asked for
    ...[`${closed}4\r\n\r\ngood`, `${closed}4\r\n\r\ngood`],
  ]
  const server = await aRawServer(t, (socket, { number }) => {
    const text = answers[number - 1] ?? ''
    if (number < 13) socket.write(text)
    else {
      socket.write(`${head}4\r\n`) // cut within a head that is known
      setTimeout(() => socket.write('\r\ngood'), 5)
    }
  })
  const endpoints = [anEndpoint({ name: 'it', path: '/it', ...includes('good') })]
  const run = await anEngineRun(aTrafficContract(server.url, oneUser(13), { endpoints }))

  assert.deepEqual(run.outcomes, { ok: 10, status: 2, check: 1 })
  assert.equal(
    server.connections(),
    4,
    'closed after the unasked bytes and by each Connection: close',
  )
})

test('an answer to HEAD without a length leaves the connection open', async (t) => {
  const run = await fiveOf(t, (socket) => socket.write('HTTP/1.1 200 OK\r\nX: close\r\n\r\n'), {
    method: 'HEAD',
  })

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 1)
})

test('an answer to HEAD that says close, or speaks HTTP/1.0, ends the connection', async (t) => {
  const run = await fiveOf(
    t,
    (socket, { number }) =>
      socket.end(
        number % 2 === 0
          ? 'HTTP/1.0 200 OK\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n',
      ),
    { method: 'HEAD' },
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 5)
})

test('100 Continue and hints before an answer are no answers, though they announce bodies', async (t) => {
  const run = await fiveOf(
    t,
    (socket) => {
      socket.write(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nContent-Length: 9\r\n\r\n',
      )
      socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${anAnswer('the answer')}`)
    },
    { method: 'POST', ...includes('the answer') },
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.heads.length, 5)
})

test('headers of 60 kB, byte by byte at their borders, are read', async (t) => {
  const head = `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(30_000)}\r\nX-More: ${'b'.repeat(30_000)}`
  const run = await fiveOf(
    t,
    (socket) => {
      socket.setNoDelay(true)
      const text = anAnswer('all', head)
      socket.write(text.slice(0, 16)) // between \r and \n
      setTimeout(() => socket.write(text.slice(16, -4)), 3)
      setTimeout(() => socket.write(text.slice(-4)), 6) // the last \n comes with the body
    },
    { checks: { bodyIncludes: 'all', header: { 'x-more': 'bbb' } } },
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
})

test('headers without end are the outcome protocol, and what comes is not kept', async (t) => {
  const run = await fiveOf(t, (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nX-Endless: ${'a'.repeat(200_000)}`)
  })

  assert.deepEqual(run.outcomes, { protocol: 5 })
  assert.match(run.evidence[0]?.cause ?? '', /max header size exceeded/)
})

test('a body that drips longer than the timeout is a timeout', async (t) => {
  const run = await fiveOf(t, (socket, { number }) => {
    if (number > 1) return void socket.write(anAnswer('ok'))
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
    const drip = setInterval(() => socket.write('.'), 20)
    socket.once('close', () => clearInterval(drip))
  })

  assert.deepEqual(run.outcomes, { ok: 4, timeout: 1 })
})

test('a second answer in the same breath changes nothing about the first', async (t) => {
  const run = await fiveOf(
    t,
    (socket) => {
      const unasked = anAnswer('<wrong>', 'HTTP/1.1 500 Internal Server Error')
      socket.write(anAnswer('<right>') + unasked)
    },
    { checks: { bodyIncludes: '<right>', maxBodyBytes: 7 } },
  )

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 5, 'what follows on such a connection is not trusted')
})

test('garbage behind a whole answer costs the connection, not the answer', async (t) => {
  const run = await fiveOf(t, (socket) => socket.write(`${anAnswer('ok')}no HTTP at all\r\n`))

  assert.deepEqual(run.outcomes, { ok: 5 })
  assert.equal(run.connections, 5)
})

test('half of an answer on an idle connection never becomes the answer to the next request', async (t) => {
  const server = await aRawServer(t, (socket, { path }) => {
    socket.write(anAnswer(`<${path}>`))
    setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<wrong>'), 5)
  })
  const endpoints = [anEndpoint({ name: 'it', path: '/it', ...includes('</it>') })]

  const run = await anEngineRun(
    aTrafficContract(server.url, oneUser(3, { thinkTime: pauses('200ms') }), { endpoints }),
  )

  assert.deepEqual(run.outcomes, { ok: 3 })
  assert.equal(server.connections(), 3)
})

test('an answer that is not HTTP, and one of HTTP/2, are the outcome protocol', async (t) => {
  const run = await fiveOf(t, (socket, { number }) => {
    socket.write(number % 2 === 0 ? 'SSH-2.0-OpenSSH_9.6\r\n' : 'HTTP/2 200\r\n\r\n')
  })

  assert.deepEqual(run.outcomes, { protocol: 5 })
})

test('a body that no check reads is counted and let go; one that is read is kept', async (t) => {
  const part = Buffer.alloc(1 << 20, 'x')
  const parts = 16
  let most = 0
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const reply = (socket: Socket): void => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${parts * part.length}\r\n\r\n`)
    let left = parts
    const more = (): void => {
      collectGarbage() // what is still there after it is kept by somebody
      most = Math.max(most, process.memoryUsage().arrayBuffers)
      while (left-- > 0) if (!socket.write(part)) return void socket.once('drain', more)
    }
    more()
  }
  const server = await aRawServer(t, reply)
  const bytes = (checks: EndpointInput['checks']) =>
    aTrafficContract(server.url, oneUser(1, { requestTimeout: '20s' }), {
      endpoints: [anEndpoint({ name: 'it', path: '/it', checks })],
    })

  const before = process.memoryUsage().arrayBuffers
  const counted = await anEngineRun(bytes({ maxBodyBytes: parts * part.length }))
  const whenCounted = most - before
  const short = await anEngineRun(bytes({ maxBodyBytes: parts * part.length - 1 }))
  most = 0
  const read = await anEngineRun(bytes({ bodyIncludes: 'xxx' }))

  assert.deepEqual(counted.outcomes, { ok: 1 })
  assert.deepEqual(short.outcomes, { check: 1 })
  assert.deepEqual(read.outcomes, { ok: 1 })
  assert.ok(whenCounted < 4 << 20, `${whenCounted >> 20} MiB held of 16`)
  assert.ok(most - before > 9 << 20, `${(most - before) >> 20} MiB held: so it would show`)
})
