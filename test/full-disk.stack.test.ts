import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startTemporaryStack } from '../stack/temporary-stack.ts'
import { openStore } from '../store/open-store.ts'
import { aProject, runCli } from './cli/run-cli.ts'
import { aContractInput, anEndpoint, aProfile } from './support/builders.ts'
import { aSmallDisk } from './support/small-disk.ts'

const BREACH = 99
const ENVIRONMENT = 93
const MIB = 1024 * 1024

/** A project whose service breaks every promise, so that a verdict is certain whatever the machine does. */
async function aBrokenShop(t: TestContext): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : 500
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const contract = aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [anEndpoint({ latency: { p95Ms: 20_000 } })],
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    profiles: {
      load: aProfile({ ratePerSecond: 40, duration: '3s', judges: ['p95', 'error-ratio'] }),
    },
  })
  return aProject(t, contract)
}

/** Fills the disk once the load is under way. */
function whenUnderWay(fill: () => void): (err: string) => void {
  let filled = false
  return (err) => {
    if (filled || !/phase hold/.test(err)) return
    filled = true
    fill()
  }
}

test('a store on a full disk refuses a run before there is load', async (t) => {
  const disk = aSmallDisk(t, 2 * MIB)
  if (!disk) return
  const folder = await aBrokenShop(t)
  disk.fill()

  const { code, err } = await runCli(folder, ['run', 'load'], { PLIMSOLL_HOME: disk.path })

  assert.equal(code, ENVIRONMENT)
  assert.match(err, /error DISK_FULL: no space left to write .*runs\.sqlite\nhint: free some space/)
  assert.doesNotMatch(err, /phase hold/)
})

test('a store that fills up during a run costs neither the verdict nor the run nor what was saved', async (t) => {
  const disk = aSmallDisk(t, 2 * MIB)
  if (!disk) return
  const folder = await aBrokenShop(t)
  const env = { PLIMSOLL_HOME: disk.path }
  assert.equal((await runCli(folder, ['run', 'load'], env)).code, BREACH)

  const { code, out, err } = await runCli(folder, ['run', 'load'], env, whenUnderWay(disk.fill))

  assert.equal(code, BREACH)
  assert.match(out, /FAIL: 1 of 2 objectives\./)
  assert.match(err, /no space left to write .*runs\.sqlite; the run's record is in .*record\.json/)
  disk.empty()
  const shown = await runCli(folder, ['report', 'reports/latest/record.json'], env)
  assert.match(shown.out, /FAIL: 1 of 2 objectives\./, shown.err)
  const { finished } = JSON.parse((await runCli(folder, ['runs', '--json'], env)).out)
  assert.deepEqual(
    finished.map(({ verdict }: { verdict: { outcome: string } }) => verdict.outcome).at(-1),
    'fail',
    'the first run is as it was',
  )
})

test('reports that find the disk full leave no half file, and the run is in the store', async (t) => {
  const disk = aSmallDisk(t, MIB)
  if (!disk) return
  const folder = await aBrokenShop(t)
  disk.fill(8192)

  const { code, out, err } = await runCli(folder, ['run', 'load', '--reports', disk.path])

  assert.equal(code, BREACH)
  assert.match(out, /FAIL: 1 of 2 objectives\.[\s\S]*\nexit 99\n$/)
  assert.match(err, /no space left to write .*; the run is in the store: plimsoll report load-/)
  assert.ok(!existsSync(join(disk.path, 'latest')))
  const again = await runCli(folder, ['report', 'latest'])
  assert.equal(again.code, 0)
  assert.match(again.out, /FAIL: 1 of 2 objectives\./)
})

test('with store and reports on the same full disk the record goes to the temporary folder', async (t) => {
  const disk = aSmallDisk(t, 2 * MIB)
  if (!disk) return
  const folder = await aBrokenShop(t)
  const env = { PLIMSOLL_HOME: join(disk.path, 'home') }
  const args = ['run', 'load', '--reports', join(disk.path, 'reports')]

  const { code, out, err } = await runCli(folder, args, env, whenUnderWay(disk.fill))

  assert.equal(code, BREACH)
  assert.match(out, /FAIL: 1 of 2 objectives\./)
  const path = new RegExp(`the run's record is in (${tmpdir()}/plimsoll-load-\\S+\\.json)`).exec(
    err,
  )?.[1]
  assert.ok(path, err)
  t.after(() => rmSync(path, { force: true }))
  assert.match((await runCli(folder, ['report', path])).out, /FAIL: 1 of 2 objectives\./)
})

test('notifications that find the disk full are refused, so that Alertmanager sends them again', async (t) => {
  const disk = aSmallDisk(t, MIB)
  if (!disk) return
  const store = openStore(disk.path)
  t.after(() => store.close())
  const notification = {
    receivedAt: '2026-01-17T14:02:00.000Z',
    status: 'firing' as const,
    alert: 'P95High',
    startsAt: '2026-01-17T14:01:50Z',
    receiver: 'plimsoll',
    groupKey: 'x'.repeat(100_000),
    fingerprint: 'f',
    labels: {},
  }
  store.notifications.append([notification])
  disk.fill()

  const many = Array.from({ length: 8 }, () => notification)
  assert.throws(() => store.notifications.append(many), { code: 'DISK_FULL' })
  disk.empty()
  store.notifications.append([notification])
  assert.equal(store.notifications.list(10).length, 2, 'all of a delivery or nothing')
})

test('a stack whose runtime folder is on a full disk says so and leaves nothing running', async (t) => {
  const disk = aSmallDisk(t, MIB)
  if (!disk) return
  disk.fill()
  const before = process.env.TMPDIR
  process.env.TMPDIR = disk.path
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })

  await assert.rejects(startTemporaryStack(['redis', 'postgresql']), {
    code: 'DISK_FULL',
    message: /no space left/,
    hint: /PLIMSOLL_RUNTIME/,
  })
  assert.ok(readFileSync('/proc/self/mounts', 'utf8').includes(disk.path))
})
