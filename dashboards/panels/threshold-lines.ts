import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import type { ThresholdStep } from '../dashboard-json.ts'

/** The two lines of an objective in the panel's unit. A ceiling warns below its limit, a floor above it. */
export interface ContractLines {
  readonly warn: number
  readonly limit: number
}

const COLOR = { held: 'green', warned: 'orange', broken: 'red' }

/** Six decimals: microseconds in seconds, and no 0.30000000000000004 in a generated file. */
const round = (value: number): number => Math.round(value * 1_000_000) / 1_000_000

/** Held, warned, broken; where warn and limit are one line, the warning step is left out. */
export function ceilingSteps({ warn, limit }: ContractLines): ThresholdStep[] {
  const base = { color: COLOR.held, value: null }
  const broken = { color: COLOR.broken, value: round(limit) }
  if (round(warn) >= round(limit)) return [base, broken]
  return [base, { color: COLOR.warned, value: round(warn) }, broken]
}

/** Broken under the limit, warned under the warn line, held from there. */
export function floorSteps({ warn, limit }: ContractLines): ThresholdStep[] {
  const base = { color: COLOR.broken, value: null }
  const held = { color: COLOR.held, value: round(warn) }
  if (round(warn) <= round(limit)) return [base, held]
  return [base, { color: COLOR.warned, value: round(limit) }, held]
}

/** One line at which a count stops being fine: `severity` decides between amber and red. */
export function singleStep(value: number, severity: 'warned' | 'broken'): ThresholdStep[] {
  return [
    { color: COLOR.held, value: null },
    { color: COLOR[severity], value: round(value) },
  ]
}

/** No line: the base step alone, because Grafana draws its own 80 where a panel says nothing. */
export const NO_LINES: readonly ThresholdStep[] = [{ color: COLOR.held, value: null }]

/** The SDK's form of threshold steps. */
export function thresholds(steps: readonly ThresholdStep[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps])
}
