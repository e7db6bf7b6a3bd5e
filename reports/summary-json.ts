import type { RunRecord } from '../measurement/run-record.ts'
import { judgedLoad } from '../verdict/judged-load.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { endpointSums } from './run-series.ts'

/** What other programs read of a run; `schema` changes when a key changes its meaning. Ratios are shares of 1, times milliseconds. */
export function summaryJson(record: RunRecord, verdict: Verdict): string {
  const load = judgedLoad(record)
  const endpoints = record.contract.endpoints.map(({ name, method, path }) => {
    const { latency, requests, bad } = endpointSums(load.intervals, name)
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
  }
  return `${JSON.stringify(summary, null, 2)}\n`
}

const rounded = (value: number): number => Number(value.toPrecision(6))
