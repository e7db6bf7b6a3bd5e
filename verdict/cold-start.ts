import type { FirstRequest, RunRecord } from '../measurement/run-record.ts'
import { judgedLoad } from './judged-load.ts'
import { mergedLatency } from './merged-latency.ts'

/** What the first request of an endpoint cost against a usual one. */
export interface ColdEndpoint extends FirstRequest {
  /** Median latency in the judged time; null without requests there. */
  readonly steadyP50Ms: number | null
  /** First request over the steady median, its connect left out. One start has no interval. */
  readonly factor: number | null
}

/** Cold start of each endpoint that was called, as this run saw it: the health check before the load was earlier still. */
export function coldEndpoints(record: RunRecord): ColdEndpoint[] {
  const { intervals } = judgedLoad(record)
  return (record.coldStart?.firsts ?? []).map((first) => {
    const steady = mergedLatency(intervals, first.endpoint)
    const steadyP50Ms = steady.count > 0 ? steady.quantile(0.5) / 1000 : null
    const factor = steadyP50Ms ? first.requestMs / steadyP50Ms : null
    return { ...first, steadyP50Ms, factor }
  })
}
