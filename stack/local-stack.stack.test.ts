import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import type { ComponentName } from './component.ts'
import { chooseLocalPorts, localAddresses } from './local-addresses.ts'
import { type LocalStackOptions, startLocalStack } from './local-stack.ts'
import type { OwnedStack } from './owned-stack.ts'
import { freePorts } from './ports.ts'
import { processIdentity } from './process-state.ts'
import { stackStatus, stopStack } from './running-stack.ts'
import { runtimeFolderAt } from './runtime-folder.ts'
import { startTemporaryStack } from './temporary-stack.ts'
import type { Tool } from './tool.ts'
import { STACK_TOOLS } from './tool-table.ts'
import { ensureTools, prometheusServersUnderTest } from './tools.ts'

const BACKENDS: readonly ComponentName[] = ['postgresql', 'redis', 'prometheus', 'alertmanager']

let tools: LocalStackOptions['tools']
let servers: readonly Tool[] = []

before(async () => {
  const options = { env: process.env, say: () => undefined }
  tools = await ensureTools(STACK_TOOLS, options)
  servers = await prometheusServersUnderTest(options)
})

function aRuntime(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-stack-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return runtimeFolderAt(folder)
}

/** The smallest configuration in which Prometheus scrapes itself and knows its Alertmanager. */
async function aStack(
  runtime: LocalStackOptions['runtime'],
  change: Partial<LocalStackOptions> = {},
): Promise<{ options: LocalStackOptions; said: string[] }> {
  const [server = 0] = await freePorts(1)
  const ports = await chooseLocalPorts({}, { server })
  const said: string[] = []
  const prometheus = `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:${ports.alertmanager}'] }] }] }
scrape_configs: [{ job_name: self, static_configs: [{ targets: ['127.0.0.1:${ports.prometheus}'] }] }]
`
  const rules = 'groups: [{ name: beat, rules: [{ alert: Watchdog, expr: vector(1) }] }]\n'
  const alertmanager = `
route: { receiver: nobody }
receivers: [{ name: nobody }]
`
  const options: LocalStackOptions = {
    runtime,
    ports,
    tools,
    only: BACKENDS,
    env: {},
    files: new Map([
      ['prometheus.yml', prometheus],
      ['rules.yml', rules],
      ['alertmanager.yml', alertmanager],
    ]),
    secrets: new Map([['webhook-token', 'secret']]),
    configFiles: { prometheus: 'prometheus.yml', alertmanager: 'alertmanager.yml' },
    say: (line) => said.push(line),
    ...change,
  }
  return { options, said }
}

function pidsOf(stack: OwnedStack): number[] {
  return stack.status().components.flatMap(({ pid }) => pid ?? [])
}

async function alertsAt(url: string): Promise<unknown[]> {
  const answer = await fetch(`${url}/api/v2/alerts`)
  return (await answer.json()) as unknown[]
}

test('the backends start, work together, stop without a trace and start again quickly', async (t) => {
  const runtime = aRuntime(t)
  const seconds: number[] = []
  for (const server of [...servers, ...servers]) {
    const { options } = await aStack(runtime, { tools: { ...tools, prometheus: server } })
    const begin = performance.now()
    const stack = await startLocalStack(options)
    seconds.push((performance.now() - begin) / 1000)
    const pids = pidsOf(stack)
    assert.equal(pids.length, BACKENDS.length)
    const { alertmanager } = localAddresses(options.ports)
    await t.waitFor?.(async () => assert.notEqual((await alertsAt(alertmanager)).length, 0), {
      timeout: 30_000,
      interval: 100,
    })
    await stack.stop()
    assert.deepEqual(pids.filter(processIdentity), [], 'no process is left')
    t.diagnostic(`Prometheus ${server.version}: ready in ${seconds.at(-1)?.toFixed(1)} s`)
  }
  assert.ok((seconds.at(-1) ?? 99) < 5, `the last start took ${seconds.at(-1)} s`)
})
