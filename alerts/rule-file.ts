import { promDuration } from '../contract/durations.ts'
import { runbookFile } from './alert-names.ts'
import {
  type AlertLinks,
  type AlertRule,
  alertExpression,
  type RecordingRule,
  type RuleGroup,
} from './rule-types.ts'
import type { Rules } from './rules.ts'

/** A rule file as Prometheus reads it, before it is written as YAML. */
export interface RuleFile {
  readonly groups: readonly {
    readonly name: string
    readonly interval: string
    readonly rules: readonly object[]
  }[]
}

/** The file of one topic: what is recorded, then the alerts that read it, with their links. */
export function ruleFile({ recording, alerts }: Rules, links: AlertLinks): RuleFile {
  return {
    groups: [
      ...recording.map((group) => framed(group, (rule: RecordingRule) => rule)),
      ...alerts.map((group) => framed(group, (rule: AlertRule) => alertEntry(rule, links))),
    ],
  }
}

function framed<Rule>(
  { name, intervalMs, rules }: RuleGroup<Rule>,
  entry: (rule: Rule) => object,
): RuleFile['groups'][number] {
  return { name, interval: promDuration(intervalMs), rules: rules.map(entry) }
}

function alertEntry(rule: AlertRule, links: AlertLinks): object {
  return {
    alert: rule.alert,
    expr: alertExpression(rule),
    ...(rule.forMs > 0 && { for: promDuration(rule.forMs) }),
    labels: rule.labels,
    annotations: alertAnnotations(rule, links),
  }
}

/** An alert's texts and where they lead: what to do, and where to look. */
export function alertAnnotations(
  { alert, annotations, dashboard }: AlertRule,
  { dashboardBaseUrl, runbookBaseUrl }: AlertLinks,
): Readonly<Record<string, string>> {
  const query = dashboard.query && `?${dashboard.query}`
  return {
    ...annotations,
    dashboard_url: `${dashboardBaseUrl}/d/${dashboard.uid}${query}`,
    runbook_url: `${runbookBaseUrl}/${runbookFile(alert)}`,
  }
}
