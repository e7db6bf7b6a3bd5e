import { endpointTags } from '../contract/endpoint-tags.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { judgedLoad } from '../verdict/judged-load.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { endpointSums, onceSums } from './run-series.ts'

/** What other programs read of a run; `schema` changes when a key changes its meaning. Ratios are shares of 1, times milliseconds. */
export function summaryJson(record: RunRecord, verdict: Verdict): string {
  const load = judgedLoad(record)
  const tags = record.contract.profiles[record.profile]?.tags
  const endpoints = record.contract.endpoints.map(({ name, method, path }) => {
    const { latency, requests, bad } = endpointSums(load.intervals, name)
    const own = endpointTags(record.contract, name)
    const ms = (us: number) => (latency.count === 0 ? null : rounded(us / 1000))
    return {
      name,
      method,
      path,
      requests,
      bad,
      perSecond: load.durationMs > 0 ? rounded((requests * 1000) / load.durationMs) : 0,
      p50Ms: ms(latency.quantile(0.5)),
      p95Ms: ms(latency.quantile(0.95)),
      p99Ms: ms(latency.quantile(0.99)),
      maxMs: ms(latency.maxUs),
      ...(Object.keys(own).length > 0 && { tags: own }),
    }
  })
  const summary = {
    schema: 'plimsoll.summary/1',
    run: {
      id: record.id,
      label: record.label,
      profile: record.profile,
      service: verdict.service,
      target: record.target,
      seed: record.seed,
      contractDigest: record.contractDigest,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      ending: record.ending,
      ...(tags && { tags }),
      environment: record.environment,
    },
    verdict: {
      outcome: verdict.outcome,
      sentence: verdict.sentence,
      hint: verdict.hint,
      counts: verdict.counts,
      judged: verdict.judged,
      validity: verdict.validity,
      notes: verdict.notes,
    },
    objectives: verdict.objectives,
    endpoints,
    ...doneOnce(record),
  }
  return `${JSON.stringify(summary, null, 2)}\n`
}

/** What users did once, in the whole run: `setup` and `teardown` are there only where there was one. */
function doneOnce({ intervals }: RunRecord): Record<string, unknown> {
  const entries = onceSums(intervals).map(({ once, endpoint, latency, requests, bad }) => {
    const ms = (us: number) => rounded(us / 1000)
    const [p50Ms, p95Ms, maxMs] = [latency.quantile(0.5), latency.quantile(0.95), latency.maxUs]
    return {
      once,
      row: { name: endpoint, requests, bad, p50Ms: ms(p50Ms), p95Ms: ms(p95Ms), maxMs: ms(maxMs) },
    }
  })
  const groups = Map.groupBy(entries, ({ once }) => once)
  return Object.fromEntries([...groups].map(([once, rows]) => [once, rows.map(({ row }) => row)]))
}

const rounded = (value: number): number => Number(value.toPrecision(6))
