import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { projectAt } from '../app/project.ts'
import { type FinishedRun, runProfile } from '../app/run.ts'
import type { ContractInput } from '../contract/schema.ts'
import { aContractInput, anEndpoint, aProfile } from './support/builders.ts'

/**
 * Verdicts from real traffic: four runs of 12 s side by side against real loopback services. The lines lie
 * more than half a second from every answer, so that a busy machine changes no outcome.
 */
const TARGET_MS = 1000
const DELAYS_MS = { fast: 0, slowish: 1700, slow: 4200, rare: 0 } as const
const RATE = 60

/** P95: warn line 1 s, fail line 3 s. Errors: 5 % and 40 %. Throughput: 50/s and 30/s. */
function contractOf(port: number, ratePerSecond: number): ContractInput {
  const weights = { fast: 4, slowish: 4, slow: 4, rare: 0.2 }
  return aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: Object.keys(DELAYS_MS).map((name) =>
      anEndpoint({ name, path: `/${name}`, latency: { p95Ms: TARGET_MS }, warnMargin: 2 }),
    ),
    journeys: {
      userClasses: [
        {
          name: 'shopper',
          weight: 1,
          journeys: Object.entries(weights).map(([name, weight]) => ({
            name,
            weight,
            steps: [{ endpoint: name }],
          })),
        },
      ],
    },
    budgets: { errorRatio: [{ maxRatio: 0.05, failRatio: 0.4 }] },
    throughput: { targetPerSecond: 50, minPerSecond: 30 },
    profiles: {
      load: aProfile({
        ratePerSecond,
        duration: '12s',
        judges: ['p95', 'error-ratio', 'throughput'],
      }),
    },
  })
}

/** Answers each path after its delay; of every ten requests `failing` are answered with 500. */
function serviceOf(failing: number): RequestListener {
  let count = 0
  return (request, response) => {
    const path = (request.url ?? '').slice(1)
    const delayMs = path in DELAYS_MS ? DELAYS_MS[path as keyof typeof DELAYS_MS] : 0
    const isHealth = path === 'health'
    const fails = !isHealth && (count++ * failing) % 10 < failing
    setTimeout(() => {
      response.statusCode = fails ? 500 : 200
      response.end('{}')
    }, delayMs)
  }
}

async function aRun(failing: number, ratePerSecond: number): Promise<FinishedRun> {
  const service = createServer(serviceOf(failing)).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-verdicts-'))
  folders.push(folder)
  const contract = join(folder, 'contract.json')
  const { port } = service.address() as AddressInfo
  writeFileSync(contract, JSON.stringify(contractOf(port, ratePerSecond)))
  try {
    return await runProfile({
      project: projectAt(folder, { PLIMSOLL_RUNTIME: join(folder, 'runtime') }, { contract }),
      profile: 'load',
      seed: 7,
      stop: new AbortController().signal,
      say: () => undefined,
    })
  } finally {
    service.close()
    service.closeAllConnections()
  }
}

const folders: string[] = []
let runs: Record<'healthy' | 'shaky' | 'broken' | 'thin', FinishedRun>

before(async () => {
  const [healthy, shaky, broken, thin] = await Promise.all([
    aRun(0, RATE),
    aRun(3, RATE),
    aRun(6, RATE),
    aRun(0, 2),
  ])
  runs = { healthy, shaky, broken, thin }
})

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function outcomeOf({ verdict }: FinishedRun, id: string): string | undefined {
  return verdict.objectives.find((objective) => objective.id === id)?.outcome
}

test('a latency objective passes, warns, fails and is undecided from real traffic', () => {
  assert.equal(outcomeOf(runs.healthy, 'latency.fast.p95'), 'pass')
  assert.equal(outcomeOf(runs.healthy, 'latency.slowish.p95'), 'warn')
  assert.equal(outcomeOf(runs.healthy, 'latency.slow.p95'), 'fail')
  assert.equal(outcomeOf(runs.healthy, 'latency.rare.p95'), 'undecided')
})

test('an error-ratio objective passes, warns, fails and is undecided from real traffic', () => {
  assert.equal(outcomeOf(runs.healthy, 'error-ratio.hold'), 'pass')
  assert.equal(outcomeOf(runs.shaky, 'error-ratio.hold'), 'warn')
  assert.equal(outcomeOf(runs.broken, 'error-ratio.hold'), 'fail')
  assert.equal(outcomeOf(runs.thin, 'error-ratio.hold'), 'undecided')
})

test('a throughput objective passes, warns, fails and is undecided from real traffic', () => {
  assert.equal(outcomeOf(runs.healthy, 'throughput'), 'pass')
  assert.equal(outcomeOf(runs.shaky, 'throughput'), 'warn')
  assert.equal(outcomeOf(runs.broken, 'throughput'), 'fail')
  assert.equal(outcomeOf(runs.thin, 'throughput'), 'undecided')
})

test('a failed run ends with 99, leaves five files and their latest link, and is in the store', () => {
  const { exitCode, reportFolder = '', record, verdict } = runs.broken
  assert.equal(exitCode, verdict.outcome === 'invalid' ? 95 : 99) // a machine too busy to measure may say so
  assert.deepEqual(readdirSync(reportFolder).sort(), [
    'junit.xml',
    'report.html',
    'stats.csv',
    'summary.json',
    'summary.md',
  ])
  const latest = join(reportFolder, '..', 'latest', 'summary.json')
  assert.ok(readFileSync(latest, 'utf8').includes(record.id))
  assert.ok(record.failures.length > 0, 'no evidence of the failed requests was kept')
})
