import type { AlertName } from './alert-names.ts'

type Labels = Readonly<Record<string, string>>

/** A series that Prometheus computes and stores under a name of its own. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels?: Labels
}

/** An alert in parts, so that tests can take each guard away and see that it is missed. */
export interface AlertRule {
  readonly alert: AlertName
  /** The comparison itself; its left side becomes the alert's value. */
  readonly condition: string
  /** What else must hold: each is joined by `and`. */
  readonly guards: readonly string[]
  /** How long all of it must hold, in milliseconds. */
  readonly forMs: number
  readonly labels: Labels & { readonly severity: 'critical' | 'warning' | 'none' }
  /** May hold Prometheus' templates; labels never do, since a changing label is a new alert. */
  readonly annotations: { readonly summary: string; readonly description: string }
  /** Which dashboard shows it, with the variables that narrow it down. */
  readonly dashboard: { readonly uid: string; readonly query: string }
}

/** Rules evaluated one after the other, in this order. */
export interface RuleGroup<Rule> {
  readonly name: string
  readonly intervalMs: number
  readonly rules: readonly Rule[]
}

/** Where the links in annotations lead. */
export interface AlertLinks {
  readonly dashboardBaseUrl: string
  readonly runbookBaseUrl: string
}

/** The whole expression of an alert. */
export function alertExpression({ condition, guards }: AlertRule): string {
  return [condition, ...guards].join('\nand ')
}
