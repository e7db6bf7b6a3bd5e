import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import type { ThresholdStep } from '../dashboard-json.ts'
import { DATASOURCE, rangeTargets } from './query.ts'
import { NO_LINES, thresholds } from './threshold-lines.ts'

/** One number that answers one question. */
export interface StatSpec {
  readonly title: string
  readonly description: string
  readonly unit: string
  readonly expr: string
  readonly steps?: readonly ThresholdStep[]
  readonly decimals?: number
}

/** The newest value, large, in the colour of its outcome, over a sparkline of how it came about. */
export function statPanel(spec: StatSpec): PanelBuilder {
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .targets(rangeTargets([{ expr: spec.expr, legend: spec.title }]))
    .unit(spec.unit)
    .thresholds(thresholds(spec.steps ?? NO_LINES))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .noValue('no data')
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
  return spec.decimals === undefined ? panel : panel.decimals(spec.decimals)
}
