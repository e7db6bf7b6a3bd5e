import { TimelineValueAlignment, VisibilityMode } from '@grafana/grafana-foundation-sdk/common'
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { DATASOURCE, type PanelQuery, rangeTargets } from './query.ts'
import { NO_LINES, thresholds } from './threshold-lines.ts'

/** What the numbers of a state mean and how they look. */
export interface StateName {
  readonly value: number
  readonly text: string
  readonly color: string
}

/** One row per series, one bar per stretch of the same state. */
export function stateTimelinePanel(spec: {
  readonly title: string
  readonly description: string
  readonly query: PanelQuery
  readonly states: readonly StateName[]
}): PanelBuilder {
  const options = spec.states.map(
    ({ value, text, color }, index) => [String(value), { text, color, index }] as const,
  )
  return new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .targets(rangeTargets([spec.query]))
    .thresholds(thresholds(NO_LINES))
    .mappings([{ type: MappingType.ValueToText, options: Object.fromEntries(options) }])
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .alignValue(TimelineValueAlignment.Left)
    .rowHeight(0.8)
    .fillOpacity(70)
    .lineWidth(0)
}
