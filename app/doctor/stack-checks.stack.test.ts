import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseContract } from '../../contract/parse-contract.ts'
import type { ContractInput } from '../../contract/schema.ts'
import { buildArtefacts, CONFIG_FILES } from '../../generate/artefacts.ts'
import { localEnvironment, WEBHOOK_TOKEN_FILE } from '../../stack/local-environment.ts'
import { startTemporaryStack, type TemporaryStack } from '../../stack/temporary-stack.ts'
import { readOrCreateToken } from '../../store/token-file.ts'
import { aContract, aContractInput, anEndpoint } from '../../test/support/builders.ts'
import { waitFor } from '../../test/support/watched-process.ts'
import { alertmanager, alertRoutes, notification } from './alertmanager-checks.ts'
import { prometheusClock } from './clock-checks.ts'
import { ports } from './ports-check.ts'
import { runtime } from './project-checks.ts'
import { prometheus, targets } from './prometheus-checks.ts'
import { rules } from './rules-check.ts'
import { aPatient, assertMend } from './test-support/a-patient.ts'

const RESTART = /^plimsoll down; plimsoll up -d$/

/** Prometheus, Alertmanager and a server by the configuration of `aContract()`, shared by all tests of this file. */
let local: TemporaryStack
let home: string

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'plimsoll-doctor-home-'))
  const contractPath = join(home, 'contract.json')
  writeFileSync(contractPath, JSON.stringify(aContractInput()))
  const { token } = readOrCreateToken(home)
  local = await startTemporaryStack(['prometheus', 'alertmanager', 'server'], {
    configFiles: CONFIG_FILES,
    env: { server: { PLIMSOLL_HOME: home, PLIMSOLL_CONTRACT: contractPath } },
    configure: (places) => ({
      files: buildArtefacts(aContract(), localEnvironment(aContract(), places)),
      secrets: new Map([[WEBHOOK_TOKEN_FILE, token]]),
    }),
  })
})

after(async () => {
  await local?.close()
  rmSync(home, { recursive: true, force: true })
})

const inStack = (): Record<string, string> => ({ PLIMSOLL_RUNTIME: local.runtime.path })

/** Writes Alertmanager's configuration and has it read. */
async function reconfigure(text: string): Promise<void> {
  writeFileSync(join(local.runtime.config, CONFIG_FILES.alertmanager), text)
  const { ok } = await fetch(`${local.addresses.alertmanager}/-/reload`, { method: 'POST' })
  assert.ok(ok)
}

test('a stack that is well is told so, and a test alert arrives at its server', async (t) => {
  const { look } = aPatient(t)
  // Prometheus looks for its Alertmanagers and targets some seconds after its start.
  await waitFor(async () => (await look(alertmanager, inStack())).level === 'ok')
  for (const check of [prometheus, prometheusClock, rules, alertmanager, alertRoutes, runtime]) {
    const found = await look(check, inStack())
    assert.equal(found.level, 'ok', JSON.stringify(found))
  }
  assert.match((await look(rules, inStack())).seen, /^all \d+ rules are loaded as generated$/)
  const arrived = await look(notification, inStack())
  assert.equal(arrived.level, 'ok', JSON.stringify(arrived))
  assert.match(arrived.seen, /^a test alert arrived at http:\S+ after \d\.\d s$/)
  const port = local.ports.server
  assert.match((await look(ports, inStack(), { port })).seen, /held by Plimsoll itself/)
})

test('targets that are down are found, with what shows why', async (t) => {
  const { look } = aPatient(t)
  // The demo and the poller were not started.
  await waitFor(async () => (await look(targets, inStack())).level === 'mend')

  const found = await look(targets, inStack())

  assertMend(found, /is down: .*connection refused/, /^curl -i http:\S+\/metrics$/)
})

const older: readonly (readonly [string, Partial<ContractInput>, RegExp])[] = [
  [
    'another threshold',
    { endpoints: [anEndpoint({ latency: { p50Ms: 50, p95Ms: 150, p99Ms: 200 } })] },
    /line_ms="100".* generated .*line_ms="150"/,
  ],
  [
    'an endpoint more',
    { endpoints: [anEndpoint(), anEndpoint({ name: 'more', path: '/more' })] },
    /is missing/,
  ],
  [
    'a resource more',
    { resources: { memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 1_000_000 } } },
    /not loaded: .*plimsoll-resources|is missing/,
  ],
]
for (const [title, change, seen] of older) {
  test(`rules older than a contract with ${title} are found`, async (t) => {
    assertMend(await aPatient(t, aContractInput(change)).look(rules, inStack()), seen, RESTART)
  })
}

test('rules of a Prometheus that is named are read again by reloading it', async (t) => {
  const { look } = aPatient(t, aContractInput({ endpoints: [anEndpoint({ path: '/other' })] }))

  const found = await look(rules, {}, { prometheus: local.addresses.prometheus })

  assertMend(found, /differ/, /^plimsoll generate && curl -X POST http:\S+\/-\/reload$/)
})

test('an Alertmanager that routes elsewhere is found', async (t) => {
  const { look } = aPatient(t)
  const elsewhere = { url: 'http://127.0.0.1:9/hook', credentialsFile: '/dev/null' }
  const contract = parseContract(aContractInput(), 'test')
  const environment = { ...localEnvironment(contract, local), webhook: elsewhere }
  const text = buildArtefacts(contract, environment).get(CONFIG_FILES.alertmanager) ?? ''
  await reconfigure(text)

  const routed = await look(alertRoutes, inStack())
  // From 0.26 on Alertmanager shows no webhook URL.
  if (routed.level !== 'ok') assertMend(routed, /lead to http:\/\/127\.0\.0\.1:9\/hook$/, RESTART)
  assertMend(
    await look(notification, inStack()),
    /did not arrive at \S+ in 4 s; Alertmanager routes it to runs$/,
    RESTART,
  )

  await reconfigure('route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n')
  assertMend(await look(alertRoutes, inStack()), /lack tickets, pages, runs, watchdog/, RESTART)
})

test('a server that is stopped is found as the end of the route', async (t) => {
  await local.stack.stopComponent('server')

  const found = await aPatient(t).look(notification, inStack())

  assertMend(found, /^no server at http:\S+: connection refused$/, /^plimsoll serve --port \d+$/)
})

test('an Alertmanager that is stopped is found, also by a Prometheus that is named', async (t) => {
  const { look } = aPatient(t)
  await local.stack.stopComponent('alertmanager')

  assertMend(await look(alertmanager, inStack()), /connection refused$/, RESTART)
  const named = await look(alertmanager, {}, { prometheus: local.addresses.prometheus })
  assertMend(named, /connection refused$/, /^docker compose restart alertmanager$/)
  assert.equal((await look(notification, inStack())).level, 'skipped')
})

test('a Prometheus that is stopped is found, and what needs it is skipped', async (t) => {
  const { look } = aPatient(t)
  await local.stack.stopComponent('prometheus')

  assertMend(await look(prometheus, inStack()), /connection refused$/, RESTART)
  assert.equal((await look(rules, inStack())).level, 'skipped')
})

test('without a stack nothing of it is missed', async (t) => {
  const { look } = aPatient(t)
  for (const check of [prometheus, rules, targets, alertmanager, alertRoutes, notification]) {
    assert.equal((await look(check)).level, 'skipped')
  }
})
