import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ScheduleState } from '../app/schedule-state.ts'
import type { StoredRun } from '../store/run-store.ts'
import { aContractInput, anEndpoint, aProfile } from '../test/support/builders.ts'
import { waitFor } from '../test/support/watched-process.ts'
import { TOKEN } from './test-support/a-server.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
/** What a container has from SIGTERM to SIGKILL. */
const CONTAINER_GRACE_MS = 10_000

/** Which outcome a run had is the machine's affair here: a busy one makes it invalid. */
const ENDED = /schedule_runs_total{schedule="canary",result="(pass|undecided|invalid)"} [1-9]/

/** A project with a schedule for every second, and a real service for it on loopback. */
async function aProject(t: TestContext): Promise<string> {
  const target = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(target, 'listening')
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-schedules-'))
  t.after(() => {
    target.close()
    target.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })
  const { port } = target.address() as AddressInfo
  const contract = aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [anEndpoint({ latency: { p95Ms: 20_000 } })],
    budgets: { errorRatio: [{ maxRatio: 0.5 }] },
    profiles: { load: aProfile({ ratePerSecond: 20, duration: '3s', judges: ['error-ratio'] }) },
    schedules: [{ name: 'canary', cron: '* * * * * *', profile: 'load' }],
  })
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(contract))
  writeFileSync(join(folder, 'token'), TOKEN, { mode: 0o600 })
  return folder
}

interface Served {
  readonly process: ChildProcess
  readonly get: <T>(path: string) => Promise<T>
  readonly post: (path: string) => Promise<number>
  readonly metrics: () => Promise<string>
}

async function serve(t: TestContext, folder: string, ...flags: string[]): Promise<Served> {
  const process_ = spawn(
    process.execPath,
    // Nothing listens at port 9: the runs are announced to a Prometheus that is away.
    [MAIN, 'serve', '--port', '0', '--token-file', 'token', ...flags].concat(
      '--prometheus=http://127.0.0.1:9',
      '--run-targets=targets',
    ),
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        PLIMSOLL_CONTRACT: 'contract.json',
        PLIMSOLL_RUNTIME: join(folder, 'runtime'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  t.after(() => process_.kill('SIGKILL'))
  let out = ''
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  }
  await waitFor(
    () => /console (\S+)/.test(out) || process_.exitCode !== null,
    () => out,
  )
  const url = /console (\S+)/.exec(out)?.[1] ?? assert.fail(out)
  return {
    process: process_,
    get: async <T>(path: string) => (await (await fetch(url + path)).json()) as T,
    post: async (path) => {
      const headers = { authorization: `Bearer ${TOKEN}` }
      return (await fetch(url + path, { method: 'POST', headers })).status
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
  }
}

interface Runs {
  readonly running: readonly { readonly id: string; readonly label: string }[]
  readonly finished: readonly StoredRun[]
}

const runsOf = ({ get }: Served): Promise<Runs> => get<Runs>('/api/runs')

async function scheduleOf({ get }: Served): Promise<ScheduleState> {
  const { schedules } = await get<{ schedules: ScheduleState[] }>('/api/schedules')
  return schedules[0] ?? assert.fail('no schedule')
}

test('a schedule runs by the clock under its own name, and survives the death of its server', async (t) => {
  const folder = await aProject(t)
  const first = await serve(t, folder)

  await waitFor(async () => ENDED.test(await first.metrics()))
  const page = await first.metrics()
  const outcome = ENDED.exec(page)?.[1] ?? ''
  assert.match(page, /plimsoll_schedule_runs_total{schedule="canary",result="skipped"} [1-9]/)
  assert.match(page, /plimsoll_schedule_next_start_timestamp_seconds{schedule="canary"} 1\d{9}/)
  const verdict = new RegExp(`plimsoll_verdict{profile="load",outcome="${outcome}"} 1`)
  assert.match(page, verdict)
  const [ended] = (await runsOf(first)).finished
  assert.equal(ended?.label, 'canary')
  assert.match(ended?.id ?? '', /^load-/)

  await waitFor(async () => (await runsOf(first)).running.length > 0)
  const killed = (await runsOf(first)).running[0]?.id ?? ''
  await waitFor(() => readdirSync(join(folder, 'targets')).includes(`${killed}.run.json`))
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')

  const second = await serve(t, folder, '--no-schedules')
  assert.match(await second.metrics(), verdict)
  assert.deepEqual(readdirSync(join(folder, 'targets')), [])
  const { running, finished } = await runsOf(second)
  assert.deepEqual(running, [])
  assert.deepEqual([finished[0]?.id, finished[0]?.ending], [killed, 'interrupted'])
  const { paused, nextStartAt, lastRun } = await scheduleOf(second)
  assert.deepEqual(
    { paused, nextStartAt, last: lastRun?.outcome },
    { paused: true, nextStartAt: null, last: 'interrupted' },
  )
})

test('a server that is told to end keeps the run under way, in the time a container has', async (t) => {
  const folder = await aProject(t)
  const server = await serve(t, folder, '--no-schedules')
  assert.equal(await server.post('/api/schedules/canary/run'), 202)
  assert.equal(await server.post('/api/schedules/canary/run'), 409)
  assert.equal((await scheduleOf(server)).lastRun?.outcome, 'running')
  const [run] = (await runsOf(server)).running

  const told = performance.now()
  server.process.kill('SIGTERM')
  const [code] = await once(server.process, 'exit')

  assert.equal(code, 0)
  assert.ok(performance.now() - told < CONTAINER_GRACE_MS)
  assert.ok(existsSync(join(folder, 'reports', run?.id ?? '', 'report.html')))
  assert.deepEqual(readdirSync(join(folder, 'targets')), [])
  const again = await serve(t, folder, '--no-schedules')
  assert.deepEqual(
    (await runsOf(again)).finished.map(({ id, ending }) => [id, ending]),
    [[run?.id, 'interrupted']],
  )
})
