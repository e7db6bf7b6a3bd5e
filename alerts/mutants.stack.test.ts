import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yamlText } from '../generate/file-text.ts'
import { aContract, anEndpoint, aProfile } from '../test/support/builders.ts'
import { promtoolsUnderTest, runTool, withFiles } from '../test/support/run-promtool.ts'
import { type Boundary, boundaryTests } from './boundaries/boundary.ts'
import { ruleFile } from './rule-file.ts'
import { alertBoundaries } from './rule-test-files.ts'
import type { AlertRule } from './rule-types.ts'
import { buildRules, RULE_TOPICS, type Rules, type RuleTopic } from './rules.ts'

const links = { dashboardBaseUrl: 'http://dashboards', runbookBaseUrl: 'runbooks' }

/** Small, so that hundreds of promtool runs stay quick, and with every kind of alert. */
const contract = aContract({
  endpoints: [anEndpoint({ latency: { p95Ms: 100 } })],
  profiles: {
    load: aProfile({ judges: ['p95', 'error-ratio'] }),
    soak: aProfile({ judges: ['leak'] }),
  },
  budgets: {
    availability: { objectiveRatio: 0.999, window: '30d' },
    errorRatio: [{ maxRatio: 0.01 }],
  },
  resources: {
    memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 1_000_000 },
    cpu: { warnRatio: 0.6, limitRatio: 0.8 },
    dbConnections: { warn: 70, limit: 100 },
    redisMemory: { warnBytes: 700_000, limitBytes: 1_000_000 },
    eventLoopDelay: { warnMs: 50, limitMs: 100 },
    networkIo: { warnBytesPerSecond: 50_000_000, limitBytesPerSecond: 100_000_000 },
    diskIo: { warnBytesPerSecond: 150_000_000, limitBytesPerSecond: 300_000_000 },
  },
})

interface Mutant {
  readonly what: string
  readonly rules: Rules
}

/** The rules of a topic with one alert replaced. */
function withAlert(rules: Rules, old: AlertRule, mutated: AlertRule): Rules {
  const same = (rule: AlertRule): boolean =>
    rule.alert === old.alert && rule.condition === old.condition
  return {
    ...rules,
    alerts: rules.alerts.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => (same(rule) ? mutated : rule)),
    })),
  }
}

/** Every number of an expression that is no window, label or exponent, a tenth more and less. */
function shiftedNumbers(condition: string): string[] {
  const numbers = /(?<![\w."[^-])(\d+(?:\.\d+)?)(?![\w."\]])/g
  return [...condition.matchAll(numbers)]
    .filter(([n]) => Number(n) !== 0)
    .flatMap((match) =>
      [0.9, 1.1].map((factor) => {
        const shifted = String(Number(match[0]) * factor)
        return (
          condition.slice(0, match.index) + shifted + condition.slice(match.index + match[0].length)
        )
      }),
    )
}

/** Contract lines that alerts compare with, a tenth more and less. */
function shiftedLimits(rules: Rules, { condition }: AlertRule): Mutant[] {
  const kind = /kind="(\w+)"/.exec(condition)?.[1]
  if (kind === undefined) return []
  return [0.9, 1.1].map((factor) => ({
    what: `${kind} x ${factor}`,
    rules: {
      ...rules,
      recording: rules.recording.map((group) => ({
        ...group,
        rules: group.rules.map((rule) =>
          rule.labels?.kind === kind
            ? { ...rule, expr: rule.expr.replace(/[\d.]+/, (n) => String(Number(n) * factor)) }
            : rule,
        ),
      })),
    },
  }))
}

function mutants(rules: Rules, rule: AlertRule): Mutant[] {
  const change = (what: string, part: Partial<AlertRule>): Mutant => ({
    what,
    rules: withAlert(rules, rule, { ...rule, ...part }),
  })
  return [
    ...rule.guards.map((guard, i) =>
      change(`without: ${guard}`, { guards: rule.guards.toSpliced(i, 1) }),
    ),
    ...shiftedNumbers(rule.condition).map((condition) => change(condition, { condition })),
    ...shiftedLimits(rules, rule),
    ...(rule.forMs > 0
      ? [
          change('without for', { forMs: 0 }),
          change('for twice as long', { forMs: 2 * rule.forMs }),
        ]
      : []),
    change('another severity', { labels: { ...rule.labels, severity: 'none' } }),
  ].filter(({ what }) => rule.alert !== 'Watchdog' || !what.includes('severity'))
}

function files(topic: RuleTopic, rules: Rules, boundary: Boundary): Map<string, string> {
  const tests = {
    rule_files: [`${topic}.yml`],
    evaluation_interval: `${boundary.evaluationMs / 1000}s`,
    group_eval_order: [...rules.recording, ...rules.alerts].map(({ name }) => name),
    tests: boundaryTests(boundary, links),
  }
  return new Map([
    [`${topic}.yml`, yamlText(ruleFile(rules, links))],
    ['one.test.yml', yamlText(tests)],
  ])
}

const [promtool] = await promtoolsUnderTest()
const built = buildRules(contract)
const boundaries = alertBoundaries(contract)

for (const topic of RULE_TOPICS) {
  test(`every changed threshold, for and guard of ${topic}.yml fails its generated tests`, async (t) => {
    assert.ok(promtool)
    const survivors: string[] = []
    let killed = 0
    for (const boundary of boundaries[topic]) {
      for (const { what, rules } of mutants(built[topic], boundary.rule)) {
        const result = await withFiles(files(topic, rules, boundary), (folder) =>
          runTool(promtool, ['test', 'rules', 'one.test.yml'], folder),
        )
        if (result.ok) survivors.push(`${boundary.rule.alert} ${what}`)
        else killed++
      }
    }
    t.diagnostic(`${killed} of ${killed + survivors.length} mutants killed`)
    assert.deepEqual(survivors, [])
  })
}
