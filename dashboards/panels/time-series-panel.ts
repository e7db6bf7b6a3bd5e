import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { ThresholdStep } from '../dashboard-json.ts'
import { DATASOURCE, type PanelQuery, rangeTargets, refId } from './query.ts'
import { NO_LINES, thresholds } from './threshold-lines.ts'

/** What a chart over time needs to say; every chart of Plimsoll is drawn the same way. */
export interface TimeSeriesSpec {
  readonly title: string
  readonly description: string
  /** Grafana's unit id: `s`, `bytes`, `percentunit`, `reqps`, `short`. */
  readonly unit: string
  readonly queries: readonly PanelQuery[]
  /** The contract's lines; none where the contract says nothing. */
  readonly steps?: readonly ThresholdStep[]
  /** Latencies spread over decades; everything else starts at zero. */
  readonly logarithmic?: boolean
}

const REFERENCE_LOOK = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } },
  { id: 'custom.lineWidth', value: 1 },
  { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
]

/** A chart over time with the contract's lines drawn across it and the breached area tinted. */
export function timeSeriesPanel(spec: TimeSeriesSpec): PanelBuilder {
  const lined = (spec.steps?.length ?? 0) > 1
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .targets(rangeTargets(spec.queries))
    .unit(spec.unit)
    .thresholds(thresholds(spec.steps ?? NO_LINES))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        lined ? GraphThresholdsStyleMode.DashedAndArea : GraphThresholdsStyleMode.Off,
      ),
    )
    .lineWidth(1.5)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    )
  spec.queries.forEach(({ reference }, i) => {
    if (reference) panel.overrideByQuery(refId(i), REFERENCE_LOOK)
  })
  if (!spec.logarithmic) return panel.min(0)
  return panel.scaleDistribution(
    new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10),
  )
}
