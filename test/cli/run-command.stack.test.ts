import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { changeRunningLoad, LiveRelay, stopRunningRun } from '../../app/live-relay.ts'
import type { LiveState } from '../../app/live-state.ts'
import { projectAt } from '../../app/project.ts'
import type { ContractInput } from '../../contract/schema.ts'
import { aContractInput, anEndpoint, aProfile } from '../support/builders.ts'
import { aProject, runCli } from './run-cli.ts'

const BREACH = 99
const INTERRUPTED = 105

/** A real service on loopback that answers with a status. */
async function aService(t: TestContext, status = 200): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : status
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, server }
}

/** Lines so wide that a busy machine changes no outcome: what is tested is errors, signals and files. */
function contractOf(port: number, duration: string): ContractInput {
  return aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [anEndpoint({ latency: { p95Ms: 20_000 } })],
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    profiles: { load: aProfile({ ratePerSecond: 40, duration, judges: ['p95', 'error-ratio'] }) },
  })
}

test('a run of a broken service fails, says so, and leaves its reports', async (t) => {
  const { port } = await aService(t, 500)
  const folder = aProject(t, contractOf(port, '4s'))

  const { code, out, err } = await runCli(folder, ['run', 'load'])

  assert.equal(code, BREACH)
  assert.match(out, /fail +Error ratio, hold +100 %/)
  assert.match(out, /FAIL: 1 of 2 objectives\./)
  assert.match(out, /report: reports\/load-.*\/report\.html {3}exit 99\n$/)
  assert.match(err, /^\d\d:\d\d:\d\dZ run load shop run=load-.* duration=4s$/m)
  assert.match(err, /^\d\d:\d\d:\d\dZ end .* verdict=fail exit=99$/m)
  const summary = JSON.parse(
    readFileSync(join(folder, 'reports', 'latest', 'summary.json'), 'utf8'),
  )
  assert.match(JSON.stringify(summary), /FAIL: 1 of 2 objectives/)

  const listed = await runCli(folder, ['runs'])
  assert.match(listed.out, /^fail +load-.* FAIL: 1 of 2/)
  const again = await runCli(folder, ['report', 'latest', '--reports', 'again'])
  assert.equal(again.code, 0)
  assert.match(again.out, /FAIL: 1 of 2 objectives\./)
  assert.ok(existsSync(join(folder, 'again', 'latest', 'report.html')))
})

test('a healthy run passes; --quiet prints the verdict sentence and nothing else', async (t) => {
  const { port } = await aService(t)
  const folder = aProject(t, contractOf(port, '10s'))

  const { code, out, err } = await runCli(folder, ['run', 'load', '--quiet', '--rate', '60'])

  assert.match(out, /^PASS: all 2 objectives;[^\n]*\n$/)
  assert.equal(err, '')
  assert.equal(code, 0)
})

test('a target that is killed mid-run is a FAIL, not an INVALID', async (t) => {
  const { port, server } = await aService(t)
  const folder = aProject(t, contractOf(port, '6s'))

  let killed = false
  const { code, out } = await runCli(folder, ['run', 'load'], {}, (err) => {
    if (killed || !/phase hold/.test(err)) return
    killed = true
    setTimeout(() => {
      server.close()
      server.closeAllConnections()
    }, 2000)
  })

  assert.match(out, /FAIL: /)
  assert.equal(code, BREACH)
})

test('the first Ctrl-C, which npm passes on once more, ends the load and keeps what was measured', async (t) => {
  const { port } = await aService(t)
  const folder = aProject(t, contractOf(port, '60s'))

  let asked = false
  const { code, out } = await runCli(folder, ['run', 'load'], {}, (err, kill) => {
    if (asked || !/phase hold/.test(err)) return
    asked = true
    setTimeout(() => kill('SIGINT'), 1500)
    setTimeout(() => kill('SIGINT'), 1520)
  })

  assert.match(out, /Interrupted at 0:0\d; \d+ requests are kept, nothing was judged\./)
  assert.equal(code, INTERRUPTED)
  assert.ok(existsSync(join(folder, 'reports', 'latest', 'report.html')))
  assert.match((await runCli(folder, ['runs'])).out, /^interrupted +load-/)
})

test('the second Ctrl-C ends the process at once, and the run is not taken for a running one', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end('{}') // all else hangs: the load cannot drain
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const folder = aProject(t, contractOf((server.address() as AddressInfo).port, '60s'))

  let asked = false
  const { code, out } = await runCli(folder, ['run', 'load'], {}, (err, kill) => {
    if (asked || !/phase hold/.test(err)) return
    asked = true
    setTimeout(() => kill('SIGINT'), 1500)
    setTimeout(() => kill('SIGINT'), 2500)
  })

  assert.equal(code, null, 'it ended by the signal itself')
  assert.equal(out, '')
  const { running, finished } = JSON.parse((await runCli(folder, ['runs', '--json'])).out)
  assert.deepEqual(running, [])
  assert.equal(finished[0].ending, 'interrupted')
  assert.match((await runCli(folder, ['report', 'latest'])).out, /nothing was judged/)
})

test('a run of a terminal is seen and stopped by another process', async (t) => {
  const { port } = await aService(t)
  const folder = aProject(t, contractOf(port, '60s'))
  const project = projectAt(folder, {}, { contract: 'contract.json' })
  const relay = new LiveRelay(project)
  t.after(() => relay.close())
  const seen: string[] = []
  let requests = 0
  relay.subscribe(({ name, data }) => {
    seen.push(name)
    if (name !== 'state') return
    const { snapshot } = JSON.parse(data) as LiveState
    if (requests <= 20 && snapshot.requests > 20) void stopRunningRun(project)
    requests = snapshot.requests
  })

  const { code } = await runCli(folder, ['run', 'load'])

  assert.equal(code, INTERRUPTED)
  assert.ok(requests > 20)
  assert.deepEqual([...new Set(seen)].slice(0, 3), ['idle', 'history', 'state'])
  assert.ok(!seen.includes('ended') || seen.indexOf('ended') > seen.indexOf('state'))
})

test('the load of a terminal is changed, paused and resumed by another process; what does not fit is refused', async (t) => {
  const { port } = await aService(t)
  const folder = aProject(t, contractOf(port, '60s'))
  const project = projectAt(folder, {}, { contract: 'contract.json' })
  const relay = new LiveRelay(project)
  t.after(() => relay.close())
  const phases = new Set<string>()
  const refusals: string[] = []
  const refused = async (command: Parameters<typeof changeRunningLoad>[1]) => {
    await changeRunningLoad(project, command).catch(({ code }) => refusals.push(code))
  }
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    hold: async () => {
      await refused({ kind: 'level', users: 5 })
      await refused({ kind: 'level', ratePerSecond: 1e6 })
      await refused({ kind: 'resume' })
      await changeRunningLoad(project, { kind: 'level', ratePerSecond: 70 })
    },
    'manual-70': () => changeRunningLoad(project, { kind: 'pause' }),
    paused: () => changeRunningLoad(project, { kind: 'resume' }),
  }
  let resumed = false
  relay.subscribe(({ name, data }) => {
    if (name !== 'state') return
    const { phase, state } = (JSON.parse(data) as LiveState).snapshot
    if (state !== 'running') return
    if (phase === 'manual-70' && phases.has('paused') && !resumed) {
      resumed = true
      void stopRunningRun(project)
    }
    if (phases.has(phase)) return
    phases.add(phase)
    void steps[phase]?.()
  })

  const { code, out, err } = await runCli(folder, ['run', 'load'])

  assert.equal(code, INTERRUPTED, out + err)
  assert.ok(resumed)
  assert.deepEqual(refusals, ['CHANGE_REFUSED', 'LOAD_NOT_ALLOWED', 'CHANGE_REFUSED'])
  assert.match(err, /phase manual-70 offered=70.*\n(.*\n)*.*phase paused offered=0/)
  const { run } = JSON.parse(
    readFileSync(join(folder, 'reports', 'latest', 'summary.json'), 'utf8'),
  )
  assert.deepEqual(
    run.changes.map(({ kind, by }: { kind: string; by: string }) => [kind, by]),
    [
      ['level', 'api'],
      ['pause', 'api'],
      ['resume', 'api'],
    ],
  )
})

test('a second run beside the first is refused: they would measure each other', async (t) => {
  const { port } = await aService(t)
  const folder = aProject(t, contractOf(port, '60s'))

  let second: Promise<{ code: number | null; err: string }> | undefined
  const first = await runCli(folder, ['run', 'load'], {}, (err, kill) => {
    if (second || !/phase hold/.test(err)) return
    second = runCli(folder, ['run', 'load']).finally(() => kill('SIGINT'))
  })

  assert.equal(first.code, INTERRUPTED)
  const { code, err } = (await second) ?? { code: 0, err: '' }
  assert.equal(code, 93)
  assert.match(err, /ALREADY_RUNNING: run load-.* is under way in process \d+/)
})
