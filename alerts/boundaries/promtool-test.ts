/** A promtool test file, as far as 2.42 understands it. */
export interface RuleTestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  /** promtool takes groups in no order of its own, and alerts need what was recorded before them. */
  readonly group_eval_order: readonly string[]
  readonly tests: readonly RuleTest[]
}

export interface RuleTest {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly { readonly series: string; readonly values: string }[]
  readonly promql_expr_test?: readonly ExpressionCase[]
  readonly alert_rule_test?: readonly AlertCase[]
}

export interface ExpressionCase {
  readonly expr: string
  readonly eval_time: string
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[]
}

export interface AlertCase {
  readonly alertname: string
  readonly eval_time: string
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>
    readonly exp_annotations: Readonly<Record<string, string>>
  }[]
}
