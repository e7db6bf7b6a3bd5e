import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import type { ThresholdStep } from '../dashboard-json.ts'
import { DATASOURCE, type PanelQuery, rangeTargets, refId } from './query.ts'
import { NO_LINES, thresholds } from './threshold-lines.ts'

/** One bar: a share of its own limit, so that different units share one axis and one line at 100 %. */
export interface Bar extends PanelQuery {
  readonly steps: readonly ThresholdStep[]
}

/** Bars as shares of their limits. The axis ends at 150 %: a bar past its limit still has room to show by how much. */
export function barGaugePanel(spec: {
  readonly title: string
  readonly description: string
  readonly bars: readonly Bar[]
}): PanelBuilder {
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .targets(rangeTargets(spec.bars))
    .unit('percentunit')
    .decimals(1)
    .min(0)
    .max(1.5)
    .thresholds(thresholds(NO_LINES))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .showUnfilled(true)
    .noValue('no data')
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
  spec.bars.forEach((bar, i) => {
    panel.overrideByQuery(refId(i), [
      { id: 'thresholds', value: { mode: 'absolute', steps: bar.steps } },
    ])
  })
  return panel
}
