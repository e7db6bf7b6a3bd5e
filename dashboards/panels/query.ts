import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'

/** The data source of every panel, chosen at the top of the dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' }

/** One expression and the name of its series. */
export interface PanelQuery {
  readonly expr: string
  /** Grafana's legend template: fixed text, or labels as `{{instance}}`. */
  readonly legend: string
  /** What is possible, not what is: drawn thin, grey and dashed beside the measured lines. */
  readonly reference?: true
}

/** Range queries, named A, B, C ... in order. */
export function rangeTargets(queries: readonly PanelQuery[]): DataqueryBuilder[] {
  return queries.map((query, i) =>
    new DataqueryBuilder()
      .refId(refId(i))
      .expr(query.expr)
      .legendFormat(query.legend)
      .datasource(DATASOURCE)
      .range(),
  )
}

/** The reference of the n-th query of a panel, from 0. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}
