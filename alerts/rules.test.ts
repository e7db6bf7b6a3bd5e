import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { parser as grammar } from '@prometheus-io/lezer-promql'
import { parseDurationMs } from '../contract/durations.ts'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { ALL_SERIES } from '../series/all-series.ts'
import { aContract } from '../test/support/builders.ts'
import { ALERT_NAMES, runbookFile } from './alert-names.ts'
import { alertExpression } from './rule-types.ts'
import { allAlerts, buildRules } from './rules.ts'

/** The demo's contract, and limits it leaves out because not every machine that runs it has these series. */
const contract = parseContract(
  {
    ...demoContract,
    resources: {
      ...demoContract.resources,
      networkIo: { warnBytesPerSecond: 50_000_000, limitBytesPerSecond: 100_000_000 },
      diskIo: { warnBytesPerSecond: 150_000_000, limitBytesPerSecond: 300_000_000 },
    },
  },
  'plimsoll.contract.ts',
)
const alerts = allAlerts(contract)
const records = Object.values(buildRules(contract)).flatMap(({ recording }) =>
  recording.flatMap(({ rules }) => rules),
)
const expressions = [...alerts.map(alertExpression), ...records.map(({ expr }) => expr)]

/** Names of the series that an expression reads, and where its text breaks the grammar. */
function reading(expr: string): { series: string[]; errors: number[]; windows: string[] } {
  const found = { series: [] as string[], errors: [] as number[], windows: [] as string[] }
  grammar.parse(expr).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) found.errors.push(from)
      if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier')
        if (name) found.series.push(expr.slice(name.from, name.to))
      }
      if (type.name === 'MatrixSelector') {
        found.windows.push(/\[(\w+)\]$/.exec(expr.slice(from, to))?.[1] ?? '')
      }
    },
  })
  return found
}

test('every expression is PromQL', () => {
  for (const expr of expressions) assert.deepEqual(reading(expr).errors, [], expr)
})

test('rules read only series of the table, recorded ones and what Prometheus itself writes', () => {
  const known = new Set([
    ...ALL_SERIES.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
    ...records.map(({ record }) => record),
    'up',
  ])
  for (const expr of expressions) {
    const unknown = reading(expr).series.filter((name) => !known.has(name))
    assert.deepEqual(unknown, [], expr)
  }
})

test('no window is shorter than four scrapes: one that fails must not empty it', () => {
  for (const expr of expressions) {
    for (const window of reading(expr).windows) {
      assert.ok((parseDurationMs(window) ?? 0) >= 4 * 5000, `${window} in ${expr}`)
    }
  }
})

test('a contract that limits everything raises each of the alerts there are, and every one has a runbook', () => {
  const raised = new Set(alerts.map(({ alert }) => alert))
  const runbooks = readdirSync('docs/runbooks').sort()

  assert.deepEqual([...raised].sort(), [...ALERT_NAMES].sort())
  assert.deepEqual(runbooks, ALERT_NAMES.map(runbookFile).sort())
})

test('a label never holds a template: an alert whose labels change is another alert', () => {
  for (const { alert, labels } of alerts) assert.doesNotMatch(JSON.stringify(labels), /\{\{/, alert)
})

test('a description says the value that raised the alert, and a summary never does', () => {
  for (const { alert, annotations } of alerts) {
    assert.match(annotations.description, /\$value/, alert)
    assert.doesNotMatch(annotations.summary, /\$value/, alert)
  }
})

test('only the watchdog fires at once', () => {
  const atOnce = alerts.filter(({ forMs }) => forMs === 0).map(({ alert }) => alert)

  assert.deepEqual(atOnce, ['Watchdog'])
})

test('alerts of one name differ in their labels', () => {
  const identities = alerts.map(({ alert, labels }) => JSON.stringify({ alert, labels }))

  assert.equal(new Set(identities).size, identities.length)
})

test('a service with prom-client’s names has no rules on series it lacks', () => {
  const service = { name: 'old', baseUrl: 'http://127.0.0.1:1', dialect: 'prom-client' } as const
  const names = new Set(allAlerts(aContract({ service })).map(({ alert }) => alert))

  assert.ok(!names.has('LatencyBudgetBurn'))
  assert.ok(!names.has('AvailabilityBudgetBurn'))
  assert.ok(names.has('HeapGrowth'))
})
