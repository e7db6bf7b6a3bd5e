import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { errorRatioLines } from '../queries/error-ratio-lines.ts'

/** A fail line of one endpoint and the profiles whose runs it may stop. */
export interface RunLatencyLine {
  readonly endpoint: string
  readonly percentile: Percentile
  readonly quantile: number
  readonly failMs: number
  readonly profiles: readonly string[]
}

/** The fail lines of every endpoint, for the profiles that judge the percentile; others raise no gate. */
export function runLatencyLines(contract: Contract): RunLatencyLine[] {
  return (Object.keys(QUANTILES) as Percentile[]).flatMap((percentile) =>
    contract.endpoints.flatMap((endpoint) => {
      const byLine = new Map<number, string[]>()
      for (const [name, profile] of Object.entries(contract.profiles)) {
        const targetMs = latencyTargets(contract, endpoint, profile)[`${percentile}Ms`]
        if (targetMs === undefined || !profile.judges.includes(percentile)) continue
        const { failMs } = latencyLines(endpoint, targetMs)
        byLine.set(failMs, [...(byLine.get(failMs) ?? []), name])
      }
      return [...byLine].map(([failMs, profiles]) => ({
        endpoint: endpoint.name,
        percentile,
        quantile: QUANTILES[percentile],
        failMs,
        profiles,
      }))
    }),
  )
}

/** A fail line of the error ratio and the profiles it holds for. */
export interface RunErrorLine {
  readonly failRatio: number
  readonly profiles: readonly string[]
}

/** The fail lines of the error ratio, for the profiles that judge it. */
export function runErrorLines(contract: Contract): RunErrorLine[] {
  const byLine = new Map<number, string[]>()
  for (const [name, profile] of Object.entries(contract.profiles)) {
    const lines = errorRatioLines(contract, profile)
    if (!lines || !profile.judges.includes('error-ratio')) continue
    byLine.set(lines.failRatio, [...(byLine.get(lines.failRatio) ?? []), name])
  }
  return [...byLine].map(([failRatio, profiles]) => ({ failRatio, profiles }))
}
