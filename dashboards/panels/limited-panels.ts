import type { Contract } from '../../contract/schema.ts'
import type { LimitKind } from '../../queries/contract-limits.ts'
import type { PanelSource } from '../layout.ts'
import { contractLines } from './contract-lines.ts'
import {
  binaryBytesWords,
  decimalBytesWords,
  latencyWords,
  linesWords,
  ratioWords,
} from './contract-words.ts'
import type { PanelQuery } from './query.ts'
import { ceilingSteps, floorSteps } from './threshold-lines.ts'
import { type TimeSeriesSpec, timeSeriesPanel } from './time-series-panel.ts'

/** Wraps every expression, e.g. so that it shows only the time of a run. */
export type Scope = (expr: string) => string

/** A chart over time and the limit of the contract it is drawn against, if there is one. */
export interface LimitedSpec extends Omit<TimeSeriesSpec, 'steps' | 'queries'> {
  /** Signals the service's dialect lacks are undefined and left out. */
  readonly queries: readonly (Omit<PanelQuery, 'expr'> & { readonly expr: string | undefined })[]
  readonly limit?: LimitKind
  readonly floor?: boolean
}

/** How a line is written in a description, by Grafana's unit. */
const WORDS: Readonly<Record<string, (value: number) => string>> = {
  s: latencyWords,
  bytes: binaryBytesWords,
  decbytes: decimalBytesWords,
  percentunit: ratioWords,
  Bps: (value) => `${decimalBytesWords(value)} a second`,
  short: String,
}

/** Charts over time, each with the contract's own lines where it is limited. */
export function limitedPanels(
  contract: Contract,
  specs: readonly LimitedSpec[],
  scope: Scope = (expr) => expr,
): PanelSource[] {
  return specs.flatMap(({ limit, floor, description, queries, ...spec }) => {
    const known = queries.flatMap((query) =>
      query.expr === undefined ? [] : [{ ...query, expr: scope(query.expr) }],
    )
    if (known.length === 0) return []
    const lines = limit && contractLines(contract, limit)
    if (!lines) return [timeSeriesPanel({ ...spec, description, queries: known })]
    const words = WORDS[spec.unit] ?? String
    return [
      timeSeriesPanel({
        ...spec,
        description: `${description} ${linesWords(words(lines.warn), words(lines.limit))}`,
        queries: known,
        steps: floor ? floorSteps(lines) : ceilingSteps(lines),
      }),
    ]
  })
}
