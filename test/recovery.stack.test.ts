import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import type { Objective } from '../verdict/verdict.ts'
import { aProject, type CliResult, runCli } from './cli/run-cli.ts'
import { aContractInput, anEndpoint, aProfile } from './support/builders.ts'

/** Recovery by real traffic: what a spike leaves behind in a service, seen by its own log and by `plimsoll run`. */

const TARGET_MS = 500
/** What the service does at most; the spike asks for twice as much, so that its queue grows and then drains. */
const CAPACITY_PER_SECOND = 200
const [CALM, SPIKE] = [50, 400]
const ALLOWED_MS = 3000
/** A queue this long overwhelms a service that then stays slow. */
const OVERWHELMED = 100
const STAYS_SLOW_MS = 800

/** A service with one queue, and its own log: when each answer went and how long it took. */
interface Service {
  readonly url: string
  readonly log: readonly { readonly atMs: number; readonly tookMs: number }[]
}

async function aService(t: TestContext, afterwards: 'recovers' | 'stays slow'): Promise<Service> {
  const log: { atMs: number; tookMs: number }[] = []
  const queue: (() => void)[] = []
  let slowMs = 0
  const server = createServer((request, response) => {
    if (request.url === '/health') return void response.end('{}')
    const sinceMs = performance.now()
    const answer = (): void => {
      log.push({ atMs: performance.now(), tookMs: performance.now() - sinceMs })
      response.end('{}')
    }
    queue.push(() => setTimeout(answer, slowMs))
    if (queue.length > OVERWHELMED && afterwards === 'stays slow') slowMs = STAYS_SLOW_MS
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  let [workedMs, ready] = [performance.now(), 0]
  const work = setInterval(() => {
    const nowMs = performance.now()
    ready += ((nowMs - workedMs) / 1000) * CAPACITY_PER_SECOND
    workedMs = nowMs
    for (; ready >= 1 && queue.length > 0; ready--) queue.shift()?.()
    ready = Math.min(ready, 1) // what it does not do it cannot do later
  }, 10)
  t.after(() => {
    clearInterval(work)
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log }
}

function contractOf(baseUrl: string): ContractInput {
  return aContractInput({
    service: { name: 'shop', baseUrl },
    endpoints: [anEndpoint({ latency: { p95Ms: TARGET_MS } })],
    profiles: {
      spike: aProfile({
        ratePerSecond: undefined,
        duration: undefined,
        stages: [
          { phase: 'before', duration: '1s', ratePerSecond: CALM, shape: 'step' },
          { phase: 'spike', duration: '1500ms', ratePerSecond: SPIKE, shape: 'step' },
          { phase: 'after', duration: '6s', ratePerSecond: CALM, shape: 'step' },
        ],
        recovery: { afterPhase: 'spike', within: `${ALLOWED_MS}ms` },
        judges: ['recovery'],
      }),
    },
  })
}

/** A machine too busy to keep the schedule makes the run INVALID, whatever its objectives came to. */
const isLate = ({ out }: CliResult): boolean => out.includes('the generator was late')

/** One run; a machine too busy for it gets a second chance. */
async function recoveryOf(
  t: TestContext,
  afterwards: Parameters<typeof aService>[1],
): Promise<{ recovery: Objective; result: CliResult; service: Service }> {
  for (let chance = 1; ; chance++) {
    const service = await aService(t, afterwards)
    const folder = aProject(t, contractOf(service.url))
    const result = await runCli(folder, ['run', 'spike'])
    if (isLate(result) && chance < 2) continue
    const summary = readFileSync(join(folder, 'reports/latest/summary.json'), 'utf8')
    const { objectives } = JSON.parse(summary) as { objectives: Objective[] }
    const recovery = objectives.find(({ kind }) => kind === 'recovery')
    assert.ok(recovery, result.out)
    return { recovery, result, service }
  }
}

/** How long after the spike the service was last slow, by its own log: until its calm answers went. */
function slowUntilMs({ log }: Service): number {
  const [first] = log
  const lastSlow = log.findLast(({ tookMs }) => tookMs > TARGET_MS)
  const spikeEndMs = (first?.atMs ?? 0) - (first?.tookMs ?? 0) + 2500
  return (lastSlow ? lastSlow.atMs - lastSlow.tookMs : spikeEndMs) - spikeEndMs
}

test('after a spike', { concurrency: true }, async (t) => {
  const recovers = t.test(
    'a service that has drained its queue in time has recovered',
    async (t) => {
      const { recovery, result, service } = await recoveryOf(t, 'recovers')

      assert.equal(recovery.outcome, 'pass', result.out)
      assert.ok(result.code === 0 || isLate(result), result.out)
      const truthMs = slowUntilMs(service)
      assert.ok(truthMs > 300, `the spike hurt: ${truthMs}`)
      const apartMs = Math.abs((recovery.value ?? 0) - truthMs)
      assert.ok(apartMs < 400 || isLate(result), `${recovery.value}, ${truthMs}`) // a late spike ends later
    },
  )
  const staysSlow = t.test('a service that stays slow has not, and the run fails', async (t) => {
    const { recovery, result, service } = await recoveryOf(t, 'stays slow')

    assert.equal(recovery.outcome, 'fail', result.out)
    assert.ok(result.code === 99 || isLate(result), result.out)
    assert.ok((recovery.value ?? 0) > ALLOWED_MS)
    assert.ok(slowUntilMs(service) > ALLOWED_MS)
  })
  await Promise.all([recovers, staysSlow])
})
