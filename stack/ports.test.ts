import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { chooseLocalPorts } from './local-addresses.ts'
import { freePorts, LOOPBACK, requireFreePort } from './ports.ts'

test('free ports are different and outside the range of outgoing connections', async () => {
  const ports = await freePorts(20)

  assert.equal(new Set(ports).size, 20)
  assert.ok(ports.every((port) => port >= 20_000 && port < 30_000))
})

test('a taken port is refused with the pid and command of its holder', async (t) => {
  const server = createServer().listen(0, LOOPBACK)
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')

  await assert.rejects(requireFreePort(address.port, 'the console'), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.exitCode, 93)
    assert.equal(error.code, 'PORT_TAKEN')
    assert.match(error.message, new RegExp(`^port ${address.port} for the console is taken by `))
    if (process.platform === 'linux') {
      assert.match(error.message, new RegExp(`process ${process.pid} \\(.*node`))
    }
    return true
  })
})

test('a free port is accepted', async () => {
  const [port = 0] = await freePorts(1)
  await requireFreePort(port, 'the console')
})

test('a port in its variable is used, and one that is no port is a usage error', async () => {
  const [server = 0, prometheus = 0] = await freePorts(2)
  const env = { PLIMSOLL_PROMETHEUS_PORT: String(prometheus) }
  const ports = await chooseLocalPorts(env, { server })

  assert.equal(ports.prometheus, prometheus)
  assert.equal(ports.server, server)
  assert.equal(new Set(Object.values(ports)).size, Object.keys(ports).length)

  const wrong = { PLIMSOLL_PROMETHEUS_PORT: 'ninety' }
  await assert.rejects(chooseLocalPorts(wrong, { server }), { code: 'USAGE' })
})
