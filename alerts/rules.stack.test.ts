import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { parseContract } from '../contract/parse-contract.ts'
import type { Contract } from '../contract/schema.ts'
import { buildArtefacts, CONFIG_FILES } from '../generate/artefacts.ts'
import { composeEnvironment } from '../generate/environment.ts'
import demoContract from '../plimsoll.contract.ts'
import { aContract } from '../test/support/builders.ts'
import {
  amtoolUnderTest,
  promtoolsUnderTest,
  runTool,
  withFiles,
} from '../test/support/run-promtool.ts'
import { RULE_TOPICS } from './rules.ts'

const contract = parseContract(demoContract, 'plimsoll.contract.ts')
const ruleFiles = RULE_TOPICS.map((topic) => `${topic}.yml`)

/** Rules, their tests and prometheus.yml side by side, as the rule files' own folder has them. */
function alertFiles(of: Contract = contract): Map<string, string> {
  const environment = { ...composeEnvironment(of), rulesFolder: '.' }
  return new Map(
    [...buildArtefacts(of, environment)].flatMap(([path, text]) =>
      path.startsWith('alerts/') || path === CONFIG_FILES.prometheus
        ? [[basename(path), text] as const]
        : [],
    ),
  )
}

for (const promtool of await promtoolsUnderTest()) {
  const version = `promtool ${promtool.version}`

  test(`${version} accepts the rules and prometheus.yml, and finds no duplicates`, async () => {
    await withFiles(alertFiles(), async (folder) => {
      const rules = await runTool(promtool, ['check', 'rules', ...ruleFiles], folder)
      assert.ok(rules.ok, rules.output)
      assert.doesNotMatch(rules.output, /duplicate|FAILED/)
      const config = await runTool(promtool, ['check', 'config', 'prometheus.yml'], folder)
      assert.ok(config.ok, config.output)
    })
  })

  test(`${version}: every alert is silent below its line and fires above it`, async (t) => {
    const files = alertFiles()
    const tests = [...files.keys()].filter((name) => name.endsWith('.test.yml'))
    assert.ok(tests.length > 0)
    await withFiles(files, async (folder) => {
      await Promise.all(
        tests.map(async (name) => {
          const startMs = performance.now()
          const result = await runTool(promtool, ['test', 'rules', name], folder)
          assert.ok(result.ok, result.output)
          t.diagnostic(`${name}: ${Math.round(performance.now() - startMs)} ms`)
        }),
      )
    })
  })

  test(`${version}: the rules of a service with prom-client's names hold too`, async () => {
    const service = { name: 'old', baseUrl: 'http://127.0.0.1:1', dialect: 'prom-client' } as const
    const resources = { memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 1_000_000 } }
    const files = alertFiles(aContract({ service, resources }))
    const tests = [...files.keys()].filter((name) => name.endsWith('.test.yml'))
    await withFiles(files, async (folder) => {
      const result = await runTool(promtool, ['test', 'rules', ...tests], folder)
      assert.ok(result.ok, result.output)
    })
  })
}

test('amtool accepts the configuration with every kind of receiver', async () => {
  const notify = {
    slack: { urlEnv: 'SLACK_URL', channel: '#perf' },
    email: { to: 'a@example.org', from: 'b@example.org', smarthostEnv: 'SMTP' },
    pagerduty: { routingKeyEnv: 'PD_KEY' },
  }
  const amtool = await amtoolUnderTest()
  for (const one of [contract, aContract({ notify })]) {
    await withFiles(alertFiles(one), async (folder) => {
      const result = await runTool(amtool, ['check-config', 'alertmanager.yml'], folder)
      assert.ok(result.ok, result.output)
    })
  }
})
