import assert from 'node:assert/strict'
import type { RecordingRule } from '../../alerts/rule-types.ts'
import { alertExpression } from '../../alerts/rule-types.ts'
import { allAlerts, buildRules } from '../../alerts/rules.ts'
import type { PrometheusClient } from '../../app/prometheus-client.ts'
import type { Contract } from '../../contract/schema.ts'
import type { VariableJson } from '../../dashboards/dashboard-json.ts'
import { buildDashboards } from '../../dashboards/dashboards.ts'
import { leMatcher, selector } from '../../queries/selector.ts'
import { bucketEdges } from '../../series/bucket-edges.ts'
import { HTTP } from '../../series/http-series.ts'
import { RUN } from '../../series/run-series.ts'
import { comparedOperands } from './compared-operands.ts'

/** A question to Prometheus that must be answered by at least one series. */
export interface Ask {
  readonly name: string
  readonly query: string
  /** What Prometheus computes the series from. */
  readonly from?: string
}

/** Every target of every panel, for one run. */
export function panelAsks(contract: Contract, run: string): Ask[] {
  return [...buildDashboards(contract).values()].flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr }) => ({
        name: `panel ${uid}: ${title} ${refId}`,
        query: substituted(expr, run),
      })),
    ),
  )
}

/** What fills the variables of the dashboards; without a value every panel is empty. */
export function variableAsks(contract: Contract, run: string): Ask[] {
  const ofPrometheus = ({ type }: VariableJson): boolean => type === 'query'
  return [...buildDashboards(contract).values()].flatMap(({ uid, templating }) =>
    templating.list.filter(ofPrometheus).map(({ name, query }) => {
      const [, expr] = /^\w+\((.*?)(?:, \w+)?\)$/.exec(String(query)) ?? []
      assert.ok(expr, `variable ${name}: ${query}`)
      return { name: `variable ${uid}: ${name}`, query: substituted(expr, run) }
    }),
  )
}

/** Grafana's macros and variables as it would fill them in for this run, longest names first. */
function substituted(expr: string, run: string): string {
  const query = expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll('$__interval', '5s')
    .replaceAll('$__range', '300s')
    .replaceAll('$instance', '.+')
    .replaceAll('$job', '.+')
    .replaceAll('$run', run)
  assert.doesNotMatch(query, /\$/)
  return query
}

/** Both sides of every comparison of every alert. */
export function operandAsks(contract: Contract): Ask[] {
  return allAlerts(contract).flatMap((rule) => {
    const { severity, scope, resource, ...which } = rule.labels
    const name = ['alert', rule.alert, ...Object.values(which)].join(' ')
    return comparedOperands(alertExpression(rule)).map((operand) => ({
      name: `${name}: ${operand}`,
      query: operand,
    }))
  })
}

/** Every recording rule, whatever file it is in. */
export function recordingRules(contract: Contract): RecordingRule[] {
  return Object.values(buildRules(contract)).flatMap(({ recording }) =>
    recording.flatMap(({ rules }) => rules),
  )
}

/** What every recording rule writes, by name and labels. */
export function recordAsks(contract: Contract): Ask[] {
  return recordingRules(contract).map(({ record, labels = {}, expr }) => ({
    name: `record ${selector(record, labels)}`,
    query: selector(record, labels),
    from: expr,
  }))
}

/** The bucket of every edge of the contract, as the service and as a run write it. */
export function edgeAsks(contract: Contract): Ask[] {
  return [HTTP.serverDuration.name, RUN.requestDuration.name].flatMap((name) =>
    bucketEdges(contract).seconds.map((edge) => {
      const query = selector(`${name}_bucket`, { le: leMatcher(edge) })
      return { name: query, query }
    }),
  )
}

/** The asks that no series answers with a number, by name, and those that Prometheus refuses. */
export async function unanswered(
  asks: readonly Ask[],
  client: PrometheusClient,
  atSeconds = Date.now() / 1000,
): Promise<string[]> {
  const empty: string[] = []
  for (const { name, query } of asks) {
    try {
      const series = await client.query(query, atSeconds)
      if (series.every(({ value }) => Number.isNaN(value))) empty.push(name)
    } catch (error) {
      empty.push(`${name}: ${error}`)
    }
  }
  return empty
}
