import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { PrometheusClient } from '../../app/prometheus-client.ts'
import { PLAIN_HTTP } from '../../collector/preload/test-support/service-scripts.ts'
import { CONFIG_FILES } from '../../generate/artefacts.ts'
import { startTemporaryStack, type TemporaryStack } from '../../stack/temporary-stack.ts'
import type { Objective } from '../../verdict/verdict.ts'
import { aContractInput, anEndpoint, aProfile } from '../support/builders.ts'
import { startWatchedService, waitFor } from '../support/watched-process.ts'
import { aProject, type CliResult, runCli } from './run-cli.ts'

/** Each rule of DESIGN.md section 6 made to happen: what we failed to send or to see never passes. */

const INVALID = 95
const RATE_PER_SECOND = 100

type Judges = ReturnType<typeof aProfile>['judges']

function aShop(t: TestContext, baseUrl: string, duration: string, judges: Judges): string {
  return aProject(
    t,
    aContractInput({
      service: { name: 'shop', baseUrl },
      endpoints: [anEndpoint({ latency: { p95Ms: 20 } })], // lag of 10 ms is allowed
      budgets: { errorRatio: [{ maxRatio: 0.05 }] },
      profiles: { load: aProfile({ ratePerSecond: RATE_PER_SECOND, duration, judges }) },
    }),
  )
}

/** Runs against a good service; once load is under way the whole generator stands still, as a paused machine does. */
async function runHeldUpFor(t: TestContext, ms: number, duration: string): Promise<CliResult> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  let asked = 0
  const server = createServer(({ url }, response) => {
    response.end('{}')
    if (url === '/health' || ++asked !== RATE_PER_SECOND / 2) return
    kill('SIGSTOP')
    setTimeout(() => kill('SIGCONT'), ms)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    kill('SIGCONT')
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const folder = aShop(t, url, duration, ['error-ratio'])
  return runCli(folder, ['run', 'load'], {}, undefined, (given) => {
    kill = given
  })
}

/** The verdict, whose lines the terminal fills. */
const text = ({ out }: CliResult): string => out.replaceAll(/\s+/g, ' ')

test('a generator that stands still for half a second was late', async (t) => {
  const result = await runHeldUpFor(t, 500, '3s')

  assert.match(
    text(result),
    /INVALID: .*the generator was late: schedule lag P99 [\d.]+ m?s, allowed 10 ms/,
  )
  assert.equal(result.code, INVALID)
})

test('a generator that stands still for longer lacks load: it sends no burst, and has lost no worker', async (t) => {
  const result = await runHeldUpFor(t, 3000, '6s')

  assert.match(text(result), /INVALID: .*the generator sent only \d\d(\.\d)? % of the offered/)
  assert.doesNotMatch(text(result), /workers were lost/)
  assert.equal(result.code, INVALID)
})

/** A Prometheus that scrapes one service every second, under the name that the contract asks for. */
async function aPrometheus(t: TestContext, target: string): Promise<TemporaryStack> {
  const config = [
    'global: { scrape_interval: 1s }',
    'scrape_configs:',
    '  - job_name: service',
    `    static_configs: [{ targets: ['${target}'], labels: { service_name: shop } }]`,
  ].join('\n')
  const stack = await startTemporaryStack(['prometheus'], {
    configFiles: CONFIG_FILES,
    configure: () => ({
      files: new Map([[CONFIG_FILES.prometheus, config]]),
      secrets: new Map(),
    }),
  })
  t.after(() => stack.close())
  return stack
}

function metricsObjective(folder: string): Objective | undefined {
  const summary = readFileSync(join(folder, 'reports/latest/summary.json'), 'utf8')
  const { objectives } = JSON.parse(summary) as { objectives: Objective[] }
  return objectives.find(({ kind }) => kind === 'metrics')
}

test('a service whose collector is missing is invalid by the series that Prometheus lacks', async (t) => {
  const service = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(service, 'listening')
  t.after(() => {
    service.close()
    service.closeAllConnections()
  })
  const host = `127.0.0.1:${(service.address() as AddressInfo).port}`
  const { addresses } = await aPrometheus(t, host)
  const folder = aShop(t, `http://${host}`, '1s', ['checks', 'metrics'])

  const result = await runCli(folder, ['run', 'load', '--prometheus', addresses.prometheus])

  assert.match(
    text(result),
    /INVALID: .*series that should be in Prometheus are missing: http_server_request_duration_seconds_count, process_cpu_time/,
  )
  assert.equal(result.code, INVALID)
})

test('a Prometheus that is lost in the middle leaves open what it was to see, and nothing passes by it', async (t) => {
  const service = await startWatchedService(t, ['--eval', PLAIN_HTTP])
  const stack = await aPrometheus(t, new URL(service.metricsUrl).host)
  const url = stack.addresses.prometheus
  const scraped = async (): Promise<boolean> => {
    const query = 'process_start_time_seconds{service_name="shop"}'
    return (await new PrometheusClient(url).query(query, Date.now() / 1000)).length > 0
  }
  await waitFor(scraped)
  const folder = aShop(t, service.url, '3s', ['checks', 'metrics'])
  const run = ['run', 'load', '--prometheus', url]

  await runCli(folder, run)
  assert.equal(metricsObjective(folder)?.outcome, 'pass')

  let closing: Promise<void> | undefined
  const result = await runCli(folder, run, {}, (err) => {
    if (/phase hold/.test(err)) closing ??= stack.close()
  })
  await closing

  const lost = metricsObjective(folder)
  assert.equal(lost?.outcome, 'undecided')
  assert.match(lost.reason ?? '', /Prometheus could not be asked: .*ECONNREFUSED/)
  assert.doesNotMatch(result.out, /PASS: /)
  assert.equal(result.code, INVALID)
})
