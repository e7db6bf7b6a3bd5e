import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { before, type TestContext, test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import type { ComponentName, ComponentStatus } from './component.ts'
import { chooseLocalPorts, localAddresses } from './local-addresses.ts'
import { type LocalStackOptions, startLocalStack } from './local-stack.ts'
import { childrenDieWithOwner } from './owned-command.ts'
import type { OwnedStack } from './owned-stack.ts'
import { freePorts } from './ports.ts'
import { runningRecords } from './process-records.ts'
import { processIdentity } from './process-state.ts'
import { redisReady } from './readiness.ts'
import { stackStatus, stopStack } from './running-stack.ts'
import { runtimeFolderAt } from './runtime-folder.ts'
import { startTemporaryStack } from './temporary-stack.ts'
import type { Tool } from './tool.ts'
import { STACK_TOOLS } from './tool-table.ts'
import { ensureTools, prometheusServersUnderTest } from './tools.ts'
import { waitUntil } from './wait-until.ts'

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

test('the backends start, stop without a trace and start again quickly', async (t) => {
  const runtime = aRuntime(t)
  for (const attempt of ['first', 'second']) {
    const { options } = await aStack(runtime)
    const begin = performance.now()
    const stack = await startLocalStack(options)
    const seconds = (performance.now() - begin) / 1000
    t.diagnostic(`${attempt} start: ${seconds.toFixed(1)} s`)
    const pids = pidsOf(stack)
    assert.equal(pids.length, BACKENDS.length)

    await stack.stop()

    assert.deepEqual(pids.filter(processIdentity), [], 'no process is left')
    if (attempt === 'second') assert.ok(seconds < 5, `the second start took ${seconds} s`)
  }
})

test('every Prometheus under test sends its alerts to the Alertmanager beside it', async (t) => {
  for (const server of servers) {
    const runtime = aRuntime(t)
    const only = ['prometheus', 'alertmanager'] as const
    const { options } = await aStack(runtime, { only, tools: { ...tools, prometheus: server } })
    const stack = await startLocalStack(options)
    const { alertmanager } = localAddresses(options.ports)
    const arrived = async () => (await alertsAt(alertmanager)).length > 0

    assert.ok(await waitUntil(arrived, 30_000), `an alert of Prometheus ${server.version}`)

    await stack.stop()
    t.diagnostic(`Prometheus ${server.version}, Alertmanager ${tools.alertmanager.version}`)
  }
})

test('a damaged database is replaced by a new one, and that is said', async (t) => {
  const runtime = aRuntime(t)
  const first = await aStack(runtime, { only: ['postgresql'] })
  await (await startLocalStack(first.options)).stop()
  writeFileSync(join(runtime.path, 'postgresql/data/global/pg_control'), 'not a control file')

  const second = await aStack(runtime, { only: ['postgresql'] })
  const stack = await startLocalStack(second.options)
  await stack.stop()

  assert.deepEqual(first.said, [])
  assert.match(second.said.join(), /^the database folder is damaged; making a new one, the old one/)
})

test('a second start in the same folder is refused and names the owner of the first', async (t) => {
  const runtime = aRuntime(t)
  const { options } = await aStack(runtime, { only: ['redis'] })
  const stack = await startLocalStack(options)

  await assert.rejects(startLocalStack(options), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'ALREADY_RUNNING')
    assert.match(error.message, new RegExp(`owned by process ${process.pid} \\(ready\\)`))
    assert.match(error.hint ?? '', /plimsoll down/)
    return true
  })
  assert.equal((await stackStatus(runtime))?.state, 'ready', 'the first goes on')
  await stack.stop()
})

test('a stack can be asked for its status and stopped through its socket', async (t) => {
  const runtime = aRuntime(t)
  const { options } = await aStack(runtime, { only: ['redis', 'postgresql'] })
  const stack = await startLocalStack(options)
  const status = await stackStatus(runtime)

  assert.deepEqual(status, stack.status())
  assert.deepEqual((await stopStack(runtime)).sort(), ['postgresql', 'redis'])
  await stack.stopped
  assert.equal(await stackStatus(runtime), undefined)
  await assert.rejects(stopStack(runtime), { code: 'NOT_RUNNING' })
})

test('a component that fails stops the others and shows the end of its log', async (t) => {
  const runtime = aRuntime(t)
  const { options } = await aStack(runtime)
  const files = new Map(options.files).set('alertmanager.yml', 'route: { receiver: missing }\n')
  const pids: number[] = []
  const onChange = ({ pid }: { pid?: number }) => void (pid && pids.push(pid))

  await assert.rejects(startLocalStack({ ...options, files, onChange }), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'PROCESS_FAILED')
    assert.match(error.message, /^alertmanager ended before it was ready; the end of its log:/)
    assert.match(error.message, /undefined receiver/)
    return true
  })
  assert.deepEqual(pids.filter(processIdentity), [], 'no process is left')
  assert.equal(await stackStatus(runtime), undefined)
})

test('an abort during the start leaves nothing running', async (t) => {
  const runtime = aRuntime(t)
  const { options } = await aStack(runtime)
  const abort = new AbortController()
  const pids: number[] = []
  const onChange = ({ name, pid }: ComponentStatus) => {
    if (pid) pids.push(pid)
    if (name === 'redis' && pid) abort.abort(new Error('Ctrl-C'))
  }

  const started = startLocalStack({ ...options, onChange, signal: abort.signal })

  await assert.rejects(started, /Ctrl-C/)
  assert.deepEqual(runningRecords(runtime.recordFile), [])
  assert.deepEqual(pids.filter(processIdentity), [])
})

test('a component can be stopped and brought back at the same address', async (t) => {
  const { stack, close, ports } = await startTemporaryStack(['redis'])
  t.after(close)

  await stack.stopComponent('redis')
  assert.equal(stack.status().components[0]?.state, 'stopped')
  await assert.rejects(redisReady(ports.redis)(), /ECONNREFUSED/)

  await stack.startComponent('redis')
  assert.ok(await redisReady(ports.redis)())
})

test('secrets are readable by their owner alone', async (t) => {
  const runtime = aRuntime(t)
  const { options } = await aStack(runtime, { only: ['redis'] })
  const stack = await startLocalStack(options)
  await stack.stop()

  assert.equal(statSync(join(runtime.config, 'webhook-token')).mode & 0o777, 0o600)
  assert.equal(statSync(runtime.config).mode & 0o777, 0o700)
})

test('when the owner of a stack is killed, its backends end and the next start works', async (t) => {
  if (!childrenDieWithOwner()) return t.skip('no setpriv on this system')
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const script = `import { startTemporaryStack } from ${module('./temporary-stack.ts')}
    const { stack, runtime } = await startTemporaryStack(['postgresql', 'redis'])
    console.log(JSON.stringify({ path: runtime.path, pids: stack.status().components.map((c) => c.pid) }))`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script])
  const [line] = await once(createInterface(owner.stdout), 'line')
  const { path, pids }: { path: string; pids: number[] } = JSON.parse(line)
  t.after(() => rmSync(path, { recursive: true, force: true }))
  assert.equal(pids.filter(processIdentity).length, 2)

  owner.kill('SIGKILL')

  assert.ok(await waitUntil(() => pids.filter(processIdentity).length === 0, 10_000))
  const again = await aStack(runtimeFolderAt(path), { only: ['postgresql', 'redis'] })
  const stack = await startLocalStack(again.options)
  await stack.stop()
  assert.deepEqual(again.said, [], 'the database was stopped in order, not damaged')
})

test('the poller is told where both backends are', async (t) => {
  const { close, addresses } = await startTemporaryStack(['postgresql', 'redis', 'poller'])
  t.after(close)
  let page = ''
  const readsBoth = async () => {
    page = await (await fetch(`${addresses.poller}/metrics`)).text()
    return /^postgresql_connection_max 150$/m.test(page) && /^redis_memory_used_bytes /m.test(page)
  }

  assert.ok(await waitUntil(readsBoth, 20_000), page)
  assert.match(page, /^redis\S*maxmemory\S* 1250000000$/m)
})
