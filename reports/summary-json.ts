import { endpointTags } from '../contract/endpoint-tags.ts'
import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { coldEndpoints } from '../verdict/cold-start.ts'
import { judgedLoad } from '../verdict/judged-load.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { phaseSums } from './phase-sums.ts'
import { endpointSums, onceSums } from './run-series.ts'

/** What other programs read of a run; `schema` changes when a key changes its meaning. Ratios are shares of 1, times milliseconds. */
export function summaryJson(record: RunRecord, verdict: Verdict): string {
  const load = judgedLoad(record)
  const tags = record.contract.profiles[record.profile]?.tags
  const phases = phaseSums(record).map(({ phase, intervals, durationMs }) => ({
    ...phase,
    endpoints: endpointNumbers(record, intervals, durationMs),
  }))
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
      ...(record.changes && { changes: record.changes }),
      ending: record.ending,
      ...(record.timeScale !== undefined && { timeScale: record.timeScale }),
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
    endpoints: endpointNumbers(record, load.intervals, load.durationMs),
    phases,
    coldStart: coldStartNumbers(record),
    ...doneOnce(record),
  }
  return `${JSON.stringify(summary, null, 2)}\n`
}

function endpointNumbers(
  record: RunRecord,
  intervals: readonly RunInterval[],
  durationMs: number,
) {
  return record.contract.endpoints.map(({ name, method, path }) => {
    const { latency, requests, bad } = endpointSums(intervals, name)
    const own = endpointTags(record.contract, name)
    const ms = (us: number) => (latency.count === 0 ? null : rounded(us / 1000))
    return {
      name,
      method,
      path,
      requests,
      bad,
      perSecond: durationMs > 0 ? rounded((requests * 1000) / durationMs) : 0,
      p50Ms: ms(latency.quantile(0.5)),
      p95Ms: ms(latency.quantile(0.95)),
      p99Ms: ms(latency.quantile(0.99)),
      maxMs: ms(latency.maxUs),
      ...(Object.keys(own).length > 0 && { tags: own }),
    }
  })
}

/** Null in runs of versions that did not measure it. */
function coldStartNumbers(record: RunRecord) {
  if (record.coldStart === undefined) return null
  const connects = LatencyHistogram.fromData(record.coldStart.connectTime)
  const ms = (q: number) => (connects.count === 0 ? null : rounded(connects.quantile(q) / 1000))
  return {
    connections: connects.count,
    connectP50Ms: ms(0.5),
    connectP99Ms: ms(0.99),
    endpoints: coldEndpoints(record).map((cold) => ({
      name: cold.endpoint,
      outcome: cold.outcome,
      atMs: rounded(cold.atMs),
      connectMs: cold.connectMs === undefined ? null : rounded(cold.connectMs),
      requestMs: rounded(cold.requestMs),
      steadyP50Ms: cold.steadyP50Ms === null ? null : rounded(cold.steadyP50Ms),
      factor: cold.factor === null ? null : rounded(cold.factor),
    })),
  }
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
