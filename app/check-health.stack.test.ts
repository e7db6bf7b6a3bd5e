import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttp2, createSecureServer as createSecureHttp2 } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { PlimsollError } from '../contract/errors.ts'
import { aContract } from '../test/support/builders.ts'
import { ELSEWHERE, EXPIRED, GOOD, TEST_AUTHORITY } from '../test/support/certificates.ts'
import { SELF_SIGNED } from '../test/support/self-signed.ts'
import { reachTarget } from './check-health.ts'

/** Every way in which a target is no target, each in words of its own and with what to do. */

const well: RequestListener = (_, response) => response.end('ok')

/** Where the server listens, until the test ends. */
async function portOf(t: TestContext, server: Server, host = '127.0.0.1'): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => undefined)))
  server.listen(0, host)
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** What a user is told of the target. */
async function failureOf(baseUrl: string, insecure = false): Promise<string> {
  const contract = aContract({ service: { name: 'shop', baseUrl, insecure } })
  try {
    return `${(await reachTarget(contract)).status}`
  } catch (error) {
    const { code, exitCode, message, hint } = error as PlimsollError
    assert.deepEqual([code, exitCode], ['TARGET_UNREACHABLE', 93])
    assert.match(message, /; no load was sent$/)
    const [, reason] = / failed(?: 3 times)?: (.*); no load was sent$/.exec(message) ?? []
    return `${reason} / ${hint}`
  }
}

/** As NODE_EXTRA_CA_CERTS does, for the length of one test. */
function trustTestAuthority(t: TestContext): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, TEST_AUTHORITY])
  t.after(() => setDefaultCACertificates(before))
}

test('each certificate that does not hold is told apart, and insecure skips them all', async (t) => {
  trustTestAuthority(t)
  const wanted: [typeof GOOD, RegExp][] = [
    [GOOD, /^200$/],
    [
      EXPIRED,
      /^its certificate has expired \/ renew it, or see that this machine's clock is right/,
    ],
    [
      ELSEWHERE,
      /^its certificate is for shop\.example, not for localhost \/ use a name of the cert/,
    ],
    [
      SELF_SIGNED,
      /^its certificate is self-signed \/ NODE_EXTRA_CA_CERTS=.*service\.insecure: true/,
    ],
  ]
  for (const [certificate, told] of wanted) {
    const url = `https://localhost:${await portOf(t, createHttps(certificate, well))}`
    assert.match(await failureOf(url), told)
    assert.equal(await failureOf(url, true), '200')
  }
})

test('an authority that this machine does not know is said to be unknown', async (t) => {
  const url = `https://127.0.0.1:${await portOf(t, createHttps(GOOD, well))}`

  assert.match(
    await failureOf(url),
    /^its certificate is from an authority that this machine does not know \/ NODE_EXTRA_CA_CERTS/,
  )
})

test('an IPv6 target answers, with TLS and without', async (t) => {
  trustTestAuthority(t)
  const plain = await portOf(t, createHttp(well), '::1')
  const secure = await portOf(t, createHttps(GOOD, well), '::1')

  assert.equal(await failureOf(`http://[::1]:${plain}`), '200')
  assert.equal(await failureOf(`https://[::1]:${secure}`), '200')
})

test('a server of HTTP/2 alone is named, with TLS and without', async (t) => {
  trustTestAuthority(t)
  const plain = await portOf(t, createHttp2())
  const secure = await portOf(t, createSecureHttp2(GOOD))

  for (const url of [`http://127.0.0.1:${plain}`, `https://127.0.0.1:${secure}`]) {
    assert.match(await failureOf(url), /^it speaks only HTTP\/2 \/ Plimsoll sends HTTP\/1\.1: /)
  }
})

test('a server that speaks HTTP/2 and HTTP/1.1 is spoken to in HTTP/1.1', async (t) => {
  trustTestAuthority(t)
  const server = createSecureHttp2({ ...GOOD, allowHTTP1: true }, (_, response) => {
    response.end('ok')
  })

  assert.equal(await failureOf(`https://127.0.0.1:${await portOf(t, server)}`), '200')
})

test('a port that refuses is tried three times; TLS and no TLS in each other’s place are tried once', async (t) => {
  const plain = await portOf(t, createHttp(well))
  const secure = await portOf(t, createHttps(GOOD, well))

  const [refused, noTls, tls] = await Promise.all([
    failureOf('http://127.0.0.1:9'),
    failureOf(`https://127.0.0.1:${plain}`),
    failureOf(`http://127.0.0.1:${secure}`, true),
  ])

  assert.match(refused, /^connection refused \/ start the service/)
  assert.match(noTls, /^the port speaks no TLS \/ .*http:\/\//)
  assert.match(tls, /https:\/\/$/)
})

test('a target that accepts and never answers, one that resets and one without an address are told apart', async (t) => {
  const silent = await portOf(t, createServer())
  const resetting = await portOf(
    t,
    createServer((socket) => socket.resetAndDestroy()),
  )
  const garbage = await portOf(
    t,
    createServer((socket) => socket.end('220 mail.example ESMTP\r\n')),
  )

  const [none, reset, mail, nowhere] = await Promise.all([
    failureOf(`http://127.0.0.1:${silent}`),
    failureOf(`http://127.0.0.1:${resetting}`),
    failureOf(`http://127.0.0.1:${garbage}`),
    failureOf('http://nowhere.invalid:80'),
  ])

  assert.match(none, /^no answer in 5 s \/ start the service/)
  assert.match(reset, /^the connection was reset \//)
  assert.match(mail, /^the answer is not HTTP \/ is it the port of another program\?/)
  assert.match(nowhere, /^no address is known for the host \/ check the host name/)
})
