import { alertmanagerConfig } from '../alerts/alertmanager-config.ts'
import { ruleFile } from '../alerts/rule-file.ts'
import { ruleTestFiles } from '../alerts/rule-test-files.ts'
import { buildRules, RULE_TOPICS } from '../alerts/rules.ts'
import type { Contract } from '../contract/schema.ts'
import { buildDashboards } from '../dashboards/dashboards.ts'
import { composeEnvironment, type Environment } from './environment.ts'
import { HEADER, jsonText, yamlText } from './file-text.ts'
import { instrumentation } from './instrumentation.ts'
import { prometheusConfig } from './prometheus-config.ts'
import { targetsDocument } from './targets-document.ts'

/** Path below the folder of the contract -> full text. */
export type Artefacts = ReadonlyMap<string, string>

/** Folders that hold generated files and nothing else: what no artefact names there is an orphan. */
export const GENERATED_FOLDERS = ['alerts/generated', 'dashboards/generated'] as const

/** Where stack/ and compose find the two files that programs are started with. */
export const CONFIG_FILES = {
  prometheus: 'prometheus.yml',
  alertmanager: 'alerts/generated/alertmanager.yml',
} as const

/** Every generated file of a contract, for the environment it is to work in. */
export function buildArtefacts(
  contract: Contract,
  environment: Environment = composeEnvironment(contract),
): Artefacts {
  const rules = buildRules(contract)
  return new Map([
    [CONFIG_FILES.prometheus, yamlText(prometheusConfig(contract, environment))],
    [CONFIG_FILES.alertmanager, yamlText(alertmanagerConfig(contract, environment))],
    ...RULE_TOPICS.map(
      (topic) =>
        [`alerts/generated/${topic}.yml`, yamlText(ruleFile(rules[topic], environment))] as const,
    ),
    ...[...ruleTestFiles(contract, environment)].map(
      ([name, file]) => [`alerts/generated/${name}`, yamlText(file)] as const,
    ),
    ...[...buildDashboards(contract)].map(
      ([name, dashboard]) => [`dashboards/generated/${name}`, jsonText(dashboard)] as const,
    ),
    ['plimsoll.instrumentation.json', jsonText(instrumentation(contract))],
    ['docs/targets.md', targetsDocument(contract, HEADER)],
  ])
}
