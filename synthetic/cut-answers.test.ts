import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { oneUser } from '../test/support/one-user.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

/** The end of the stream wherever an answer is not whole: RFC 9112, section 8. */

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n'
const CUTS = {
  'before its first byte': '',
  'in the version': 'HTT',
  'in the status line': 'HTTP/1.1 20',
  'between \\r and \\n of the status line': 'HTTP/1.1 200 OK\r',
  'after the status line': 'HTTP/1.1 200 OK\r\n',
  'in the name of a header': 'HTTP/1.1 200 OK\r\nContent-Le',
  'in the value of a header': 'HTTP/1.1 200 OK\r\nContent-Length: 2',
  'before the empty line of the head': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n',
  'before a body whose length is known': LENGTH,
  'in a body whose length is known': `${LENGTH}abc`,
  'after a 100 Continue': 'HTTP/1.1 100 Continue\r\n\r\n',
  'before the first chunk': CHUNKED,
  'in the head of a chunk': `${CHUNKED}1a`,
  'between \\r and \\n of the head of a chunk': `${CHUNKED}1a\r`,
  'after the head of a chunk': `${CHUNKED}1a\r\n`,
  'in a chunk': `${CHUNKED}1a\r\nabc`,
  'before the \\r\\n of a chunk': `${CHUNKED}3\r\nabc`,
  'between two chunks': `${CHUNKED}3\r\nabc\r\n`,
  'in the head of the last chunk': `${CHUNKED}3\r\nabc\r\n0`,
  'after the head of the last chunk': `${CHUNKED}3\r\nabc\r\n0\r\n`,
  'in a trailer': `${CHUNKED}3\r\nabc\r\n0\r\nDigest: sha-2`,
  'after the trailers': `${CHUNKED}3\r\nabc\r\n0\r\nDigest: sha-256=x\r\n`,
}

for (const [where, text] of Object.entries(CUTS)) {
  test(`an answer cut ${where} is one reset, and harms neither what was before nor what comes after`, async (t) => {
    const server = await aRawServer(t, (socket, { number }) => {
      if (number % 2 === 0) socket.write(anAnswer('<whole>'))
      else socket.end(text)
    })
    const endpoints = [anEndpoint({ name: 'it', path: '/it', checks: { bodyIncludes: '<whole>' } })]

    const run = await anEngineRun(aTrafficContract(server.url, oneUser(5), { endpoints }))

    assert.deepEqual(run.outcomes, { ok: 2, reset: 3 })
    assert.equal(server.requests.length, 5)
    assert.equal(server.connections(), 3)
    assert.match(run.evidence[0]?.cause ?? '', /closed before the whole answer came/)
  })
}

test('a body without length and chunks is whole at the end of the stream, and a reset cuts it', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n<who')
    if (number < 5) setTimeout(() => socket.end('le>'), 5)
    else setTimeout(() => socket.resetAndDestroy(), 50)
  })
  const endpoints = [anEndpoint({ name: 'it', path: '/it', checks: { bodyIncludes: '<whole>' } })]

  const run = await anEngineRun(aTrafficContract(server.url, oneUser(5), { endpoints }))

  assert.deepEqual(run.outcomes, { ok: 4, reset: 1 })
})
