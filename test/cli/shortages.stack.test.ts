import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { aContractInput, aProfile } from '../support/builders.ts'
import { aProject, type CliResult, runIn } from './run-cli.ts'

/** What this machine lacks is never the target's fault: INVALID, with what to raise. */

const INVALID = 95

/** Eighty users at once, each with a connection, of a project that asks this port. */
function crowd(t: TestContext, port: number): string {
  return aProject(
    t,
    aContractInput({
      service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
      budgets: { errorRatio: [{ maxRatio: 0.01 }] },
      profiles: {
        load: aProfile({
          model: 'closed',
          ratePerSecond: undefined,
          users: 80,
          spawnRate: 40, // what the run itself opens comes first
          duration: '4s',
          judges: ['error-ratio'],
        }),
      },
    }),
  )
}

function assertOurs({ code, out, err }: CliResult, hint: RegExp): void {
  const text = out.replaceAll(/\s+/g, ' ') // the terminal's lines are filled
  assert.match(text, /INVALID: .*the generator sent only .* of the offered load/, err)
  assert.match(text, hint)
  assert.doesNotMatch(text, /FAIL:/)
  assert.equal(code, INVALID)
}

test('with too few open files the run is invalid and names the limit', async (t) => {
  const server = createServer((_, response) => {
    setTimeout(() => response.end('{}'), 20)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const folder = crowd(t, (server.address() as AddressInfo).port)

  const run = await runIn(folder, (line) => ['sh', '-c', `ulimit -n 80 && exec ${line} run load`])

  assertOurs(run, /this process may open no more files, raise ulimit -n \(EMFILE\)/)
})

test('with too few ports the run is invalid and names them', async (t) => {
  const fewPorts = 'ip link set lo up && echo 40000 40020 > /proc/sys/net/ipv4/ip_local_port_range'
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', fewPorts], { stdio: 'pipe' })
  } catch (error) {
    t.skip(`a network of its own needs root and iproute2: ${(error as Error).message}`)
    return
  }
  const folder = crowd(t, 3000)
  const server = `const { createServer } = require('node:http')
    createServer((_, response) => setTimeout(() => response.end('{}'), 20)).listen(3000, '127.0.0.1')`

  const run = await runIn(folder, (line) => [
    'unshare',
    '-n',
    'sh',
    '-c',
    `${fewPorts} && { ${process.execPath} -e "$1" & } && ${line} run load; ended=$?; kill $!; exit $ended`,
    'sh',
    server,
  ])

  assertOurs(run, /this machine has no free port left, .* \(EADDRNOTAVAIL\)/)
})
