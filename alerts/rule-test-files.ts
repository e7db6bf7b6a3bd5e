import { promDuration } from '../contract/durations.ts'
import type { Contract } from '../contract/schema.ts'
import { type Boundary, boundaryTests } from './boundaries/boundary.ts'
import { burnBoundaries } from './boundaries/burn-boundaries.ts'
import { heapBoundaries } from './boundaries/heap-boundaries.ts'
import { livenessBoundaries } from './boundaries/liveness-boundaries.ts'
import { objectiveRecordTests } from './boundaries/objective-record-tests.ts'
import type { RuleTest, RuleTestFile } from './boundaries/promtool-test.ts'
import { resourceBoundaries } from './boundaries/resource-boundaries.ts'
import { runErrorBoundaries, runLatencyBoundaries } from './boundaries/run-gate-boundaries.ts'
import type { AlertLinks } from './rule-types.ts'
import { buildRules, RULE_TOPICS, type RuleTopic } from './rules.ts'

/** The boundary of every alert that a contract yields, by the file its rule is in. */
export function alertBoundaries(contract: Contract): Readonly<Record<RuleTopic, Boundary[]>> {
  return {
    run: [...runLatencyBoundaries(contract), ...runErrorBoundaries(contract)],
    objectives: burnBoundaries(contract),
    resources: resourceBoundaries(contract),
    heap: heapBoundaries(contract),
    liveness: livenessBoundaries(contract),
  }
}

/**
 * promtool's test files, by name. promtool evaluates all rules of a file at every step of every test:
 * so each topic is tested alone, in steps as fine as the alert needs, days in minutes and seconds in seconds.
 */
export function ruleTestFiles(
  contract: Contract,
  links: AlertLinks,
): ReadonlyMap<string, RuleTestFile> {
  const rules = buildRules(contract)
  const boundaries = alertBoundaries(contract)
  return new Map(
    RULE_TOPICS.flatMap((topic) => {
      const { recording, alerts } = rules[topic]
      const order = [...recording, ...alerts].map(({ name }) => name)
      const records = topic === 'objectives' ? objectiveRecordTests(contract) : new Map()
      return [...byEvaluation(boundaries[topic], records, links)].map(
        ([evaluationMs, tests]) =>
          [
            `${topic}-every-${promDuration(evaluationMs)}.test.yml`,
            {
              rule_files: [`${topic}.yml`],
              evaluation_interval: promDuration(evaluationMs),
              group_eval_order: order,
              tests,
            },
          ] as const,
      )
    }),
  )
}

function byEvaluation(
  boundaries: readonly Boundary[],
  records: ReadonlyMap<number, RuleTest[]>,
  links: AlertLinks,
): Map<number, RuleTest[]> {
  const sorted = new Map<number, RuleTest[]>()
  const add = (evaluationMs: number, tests: readonly RuleTest[]): void => {
    sorted.set(evaluationMs, [...(sorted.get(evaluationMs) ?? []), ...tests])
  }
  for (const boundary of boundaries) add(boundary.evaluationMs, boundaryTests(boundary, links))
  for (const [evaluationMs, tests] of records) add(evaluationMs, tests)
  return sorted
}
