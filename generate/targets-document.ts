import { lintContract } from '../contract/lint/lint-contract.ts'
import type { Contract } from '../contract/schema.ts'
import { latencyTargetTables } from './latency-target-tables.ts'
import { limitTargets } from './limit-targets.ts'
import { profileTargets } from './profile-targets.ts'

/** docs/targets.md beside a contract: every promise it makes, for people who read no contract. */
export function targetsDocument(contract: Contract, header: string): string {
  const intro = [
    'Every number is of the performance contract, and is what runs are judged by, dashboards draw and alerts watch.',
    'An objective **passes** where it is proven within its target, **warns** where it is proven beyond the target but within the fail line, **fails** where it is proven beyond the fail line, and is otherwise **undecided**. Where no fail line is named it is the target itself.',
  ].join('\n\n')
  return [
    `<!-- ${header} -->`,
    `# Targets of ${contract.service.name}`,
    '',
    intro,
    '',
    ...latencyTargetTables(contract),
    ...limitTargets(contract),
    ...profileTargets(contract),
    ...acceptance(),
    ...openFindings(contract),
  ].join('\n')
}

/** Which outcome when, in words: the same for every contract. */
function acceptance(): string[] {
  return [
    '## Acceptance',
    '',
    '- **Pass** (exit 0): the run was valid and every objective it judges is proven within its target, at 95 % confidence.',
    '- **Warn** (exit 0, with `--fail-on-warn` 99): none failed or stayed open, and at least one lies between its target and its fail line.',
    '- **Fail** (exit 99): at least one objective is proven beyond its fail line. A service that crashes, hangs or stops answering makes bad requests, and fails.',
    '- **Undecided** (exit 95): none failed, and at least one can be proven neither way from what was measured. The report says what would settle it.',
    '- **Invalid** (exit 95): the load itself was not as planned, so nothing is said about the service.',
    '- What a profile does not judge is printed as not judged and counts for nothing.',
    '',
  ]
}

/** What of the above cannot be proved as it stands: a promise nobody can check is no promise. */
function openFindings(contract: Contract): string[] {
  const findings = lintContract(contract)
  if (findings.length === 0) return []
  return [
    '## What of this cannot be held to as it stands',
    '',
    'From `plimsoll lint`:',
    '',
    ...findings.map(({ code, path, message }) => `- \`${path}\`: ${message} (\`${code}\`)`),
    '',
  ]
}
