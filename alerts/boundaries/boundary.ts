import { promDuration } from '../../contract/durations.ts'
import { type Matchers, selector } from '../../queries/selector.ts'
import type { AlertLinks, AlertRule } from '../rule-types.ts'
import { renderedAnnotations } from './annotation-text.ts'
import type { ExpressionCase, RuleTest } from './promtool-test.ts'

/** Input series of a test: selector -> values in promtool's notation. */
export type InputSeries = Readonly<Record<string, string>>

/** Where an alert begins, told by examples on both sides of every part of its expression. */
export interface Boundary {
  readonly rule: AlertRule
  readonly evaluationMs: number
  readonly sampleMs: number
  /** First evaluation at which all of the expression holds in `over`. */
  readonly onsetMs: number
  readonly over: InputSeries
  /** How many alerts `over` raises: one for each endpoint, run or instance it feeds. */
  readonly overCount: number
  /** Situations that miss the alert by little, or by one guard, and the moment that shows it. */
  readonly silent: readonly {
    readonly title: string
    readonly series: InputSeries
    readonly atMs: number
  }[]
  /** Labels and value of the one alert that `golden.series` (else `over`) raises. */
  readonly golden: {
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
    readonly series?: InputSeries
  }
}

/** When an alert whose condition holds from the onset on has been firing for one evaluation. */
export function firingMs({
  rule,
  onsetMs,
  evaluationMs,
}: Pick<Boundary, 'rule' | 'onsetMs' | 'evaluationMs'>): number {
  return onsetMs + rule.forMs + (rule.forMs > 0 ? evaluationMs : 0)
}

/** promtool tests of one alert: over the line it is pending, then fires as reviewed; elsewhere it is silent. */
export function boundaryTests(boundary: Boundary, links: AlertLinks): RuleTest[] {
  const { rule, sampleMs, over, overCount, onsetMs, evaluationMs } = boundary
  const interval = promDuration(sampleMs)
  const title = [rule.alert, ...Object.values(distinguishing(rule))].join(' ')
  const firesAt = firingMs(boundary)
  const halfway = Math.floor(rule.forMs / 2 / evaluationMs) * evaluationMs
  const pending =
    rule.forMs > 0
      ? [
          stateCase(rule, onsetMs + halfway, 'pending', overCount),
          stateCase(rule, onsetMs + halfway, 'firing', 0),
        ]
      : []
  const texts = { alert_rule_test: [goldenCase(boundary, links, firesAt)] }
  const { series: goldenSeries } = boundary.golden
  return [
    {
      name: `${title}: just over the line it is pending, then it fires`,
      interval,
      input_series: inputs(over),
      promql_expr_test: [...pending, stateCase(rule, firesAt, 'firing', overCount)],
      ...(!goldenSeries && texts),
    },
    ...(goldenSeries
      ? [
          {
            name: `${title}: labels and texts`,
            interval,
            input_series: inputs(goldenSeries),
            ...texts,
          },
        ]
      : []),
    ...boundary.silent.map(({ title: situation, series, atMs }) => ({
      name: `${title}: silent ${situation}`,
      interval,
      input_series: inputs(series),
      promql_expr_test: [stateCase(rule, atMs, undefined, 0)],
    })),
  ]
}

function goldenCase(
  { rule, golden }: Boundary,
  links: AlertLinks,
  atMs: number,
): NonNullable<RuleTest['alert_rule_test']>[number] {
  const labels = { ...golden.labels, ...rule.labels }
  return {
    alertname: rule.alert,
    eval_time: promDuration(atMs),
    exp_alerts: [
      {
        exp_labels: labels,
        exp_annotations: renderedAnnotations(rule, links, labels, golden.value),
      },
    ],
  }
}

function inputs(series: InputSeries): RuleTest['input_series'] {
  return Object.entries(series).map(([name, values]) => ({ series: name, values }))
}

function stateCase(
  rule: AlertRule,
  atMs: number,
  state: 'pending' | 'firing' | undefined,
  count: number,
): ExpressionCase {
  const matchers: Matchers = { alertname: rule.alert, alertstate: state, ...rule.labels }
  return {
    expr: `count(${selector('ALERTS', matchers)})`,
    eval_time: atMs === 0 ? '0s' : promDuration(atMs),
    exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
  }
}

/** The labels that tell rules of one name apart. */
function distinguishing({ labels }: AlertRule): Readonly<Record<string, string>> {
  const { scope: _scope, resource: _resource, service_name: _service, ...rest } = labels
  return rest
}
