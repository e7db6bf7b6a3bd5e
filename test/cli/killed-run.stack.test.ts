import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { openStore } from '../../store/open-store.ts'
import { aContractInput, anEndpoint, aProfile } from '../support/builders.ts'
import { aProject, type CliResult, runCli } from './run-cli.ts'

const BREACH = 99
const ENVIRONMENT = 93
const INTERRUPTED = 105

/** A project whose service is real and tells of each question for its health. */
async function aShop(
  t: TestContext,
  { duration, onHealth }: { duration: string; onHealth?: (nth: number) => void },
): Promise<string> {
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === '/health') onHealth?.(++asked)
    response.statusCode = request.url === '/health' ? 200 : 500
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  // Lines so wide that a busy machine changes no outcome.
  const contract = aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [anEndpoint({ latency: { p95Ms: 20_000 } })],
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    profiles: { load: aProfile({ ratePerSecond: 40, duration, judges: ['p95', 'error-ratio'] }) },
  })
  return aProject(t, contract)
}

interface ListedRun {
  readonly id: string
  readonly ending: string
  readonly requests: number
  readonly verdict?: { readonly outcome: string; readonly exitCode: number }
}

async function listed(folder: string): Promise<{ running: unknown[]; finished: ListedRun[] }> {
  return JSON.parse((await runCli(folder, ['runs', '--json'])).out)
}

/** Requests that the store could give back were the run killed now. */
function keptRequests(folder: string): number {
  const store = openStore(join(folder, '.plimsoll'))
  try {
    const [run] = store.running.list()
    const intervals = (run && store.checkpoints.find(run.id)?.intervals) ?? []
    return intervals.reduce((sum, { offered }) => sum + offered, 0)
  } finally {
    store.close()
  }
}

test('of a run that is killed in its hold everything up to seconds before is kept', async (t) => {
  const folder = await aShop(t, { duration: '60s' })
  let watch: NodeJS.Timeout | undefined
  const { code } = await runCli(folder, ['run', 'load'], {}, (_err, kill) => {
    watch ??= setInterval(() => {
      if (keptRequests(folder) > 100) kill('SIGKILL')
    }, 200)
  }).finally(() => clearInterval(watch))

  assert.equal(code, null)
  const { running, finished } = await listed(folder)
  assert.deepEqual(running, [])
  assert.equal(finished.length, 1)
  assert.equal(finished[0]?.ending, 'interrupted')
  assert.equal(finished[0]?.verdict?.exitCode, INTERRUPTED)
  assert.ok((finished[0]?.requests ?? 0) > 100)
  const again = await runCli(folder, ['report', 'latest'])
  assert.equal(again.code, 0, again.err)
  assert.match(again.out, /Interrupted at 0:0\d; \d+ requests are kept, nothing was judged/)
  const summary = readFileSync(join(folder, 'reports/latest/summary.json'), 'utf8')
  assert.match(summary, /"ending": ?"interrupted"/)
})

test('a run that is killed before its load leaves no run, and the next one goes', async (t) => {
  let kill: ((signal: NodeJS.Signals) => void) | undefined
  const folder = await aShop(t, {
    duration: '2s',
    onHealth: (nth) => nth === 1 && kill?.('SIGKILL'),
  })
  const first = runCli(folder, ['run', 'load'], {}, undefined, (how) => {
    kill = how
  })
  assert.equal((await first).code, null)
  assert.deepEqual(await listed(folder), { running: [], finished: [] })

  assert.equal((await runCli(folder, ['run', 'load'])).code, BREACH)
})

test('a run that is killed between its load and its verdict is judged by what was measured', async (t) => {
  let kill: ((signal: NodeJS.Signals) => void) | undefined
  const folder = await aShop(t, {
    duration: '3s',
    onHealth: (nth) => nth === 2 && kill?.('SIGKILL'),
  })
  const run = runCli(folder, ['run', 'load'], {}, undefined, (how) => {
    kill = how
  })
  assert.equal((await run).code, null)

  const { running, finished } = await listed(folder)
  assert.deepEqual(running, [])
  assert.equal(finished[0]?.ending, 'completed')
  assert.deepEqual(finished[0]?.verdict?.outcome, 'fail')
  assert.equal(finished[0]?.verdict?.exitCode, BREACH)
  assert.equal(finished[0]?.requests, 120)
  assert.match((await runCli(folder, ['report', 'latest'])).out, /FAIL: 1 of 2 objectives\./)
})

test('of two runs that are started at the same moment one goes and one is refused', async (t) => {
  const folder = await aShop(t, { duration: '3s' })
  const both = await Promise.all([1, 2].map(() => runCli(folder, ['run', 'load'])))

  const [refused, ran] = both.toSorted((a, b) => (a.code ?? 0) - (b.code ?? 0)) as [
    CliResult,
    CliResult,
  ]
  assert.equal(ran.code, BREACH, ran.err)
  assert.equal(refused.code, ENVIRONMENT)
  assert.match(
    refused.err,
    /ALREADY_RUNNING: run load-\S+ is under way in process \d+\nhint: .*Ctrl-C/,
  )
  assert.equal((await listed(folder)).finished.length, 1)
})

test('a store that another process keeps locked costs a run neither its verdict nor its record', async (t) => {
  const folder = await aShop(t, { duration: '3s' })
  let other: DatabaseSync | undefined
  t.after(() => other?.close())
  const { code, err } = await runCli(folder, ['run', 'load'], {}, (text) => {
    if (other || !/phase hold/.test(text)) return
    other = new DatabaseSync(join(folder, '.plimsoll', 'runs.sqlite'))
    other.exec('BEGIN IMMEDIATE')
  })

  assert.equal(code, BREACH, err)
  assert.match(err, /holds it locked; the run's record is in .*record\.json instead/)
  assert.match(
    (await runCli(folder, ['report', 'reports/latest/record.json'])).out,
    /FAIL: 1 of 2 objectives/,
  )
})
