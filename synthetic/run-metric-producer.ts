import type { MetricProducer } from '@opentelemetry/sdk-metrics'
import { OUTCOMES } from '../measurement/outcomes.ts'
import { RUN } from '../series/run-series.ts'
import { counterData, gaugeData, histogramData, seriesProducer } from '../telemetry/metric-data.ts'
import { LAG_EDGES_SECONDS, type LiveCounts } from './live-counts.ts'

/** What the series of a run are read from, at every scrape. */
export interface RunMetricsSource {
  /** Value of the `run` label: the run's id, or the schedule's name. */
  readonly runLabel: string
  readonly profileName: string
  /** Endpoints that the run calls, with their index in the contract. */
  readonly endpoints: readonly { readonly name: string; readonly index: number }[]
  readonly edgesSeconds: readonly number[]
  /** All that the run has had or may have: the one it is in is 1, every other 0. */
  readonly phases: () => readonly string[]
  readonly workers: () => readonly LiveCounts[]
  /** Undefined before the first request and after the end: every gauge is then 0. */
  readonly now: () =>
    | { readonly phase: string; readonly offeredRate: number | undefined }
    | undefined
  readonly dropped: () => number
}

/**
 * The series of a run (series/run-series.ts), read from the workers' counts only when someone scrapes: recording through
 * the SDK would cost a seventh of the throughput. Every outcome of every endpoint is there from the start, at 0, or the
 * first failures would be lost to increase().
 */
export function runMetricProducer(source: RunMetricsSource): MetricProducer {
  return seriesProducer('plimsoll.synthetic', () => {
    const { runLabel: run, profileName: profile } = source
    const now = source.now()
    const workers = source.workers()
    const users = workers.reduce((sum, worker) => sum + worker.get('users'), 0)
    return [
      ...requestData(source, workers),
      gaugeData(RUN.users, [{ labels: { run }, value: now ? users : 0 }]),
      gaugeData(RUN.offeredRate, [{ labels: { run }, value: now?.offeredRate ?? 0 }]),
      counterData(RUN.dropped, [{ labels: { run }, value: source.dropped() }]),
      scheduleLagData(run, workers),
      gaugeData(RUN.active, [{ labels: { run, profile }, value: now ? 1 : 0 }]),
      gaugeData(
        RUN.phase,
        [...new Set(source.phases())].map((phase) => ({
          labels: { run, phase },
          value: now?.phase === phase ? 1 : 0,
        })),
      ),
    ]
  })
}

function requestData(source: RunMetricsSource, workers: readonly LiveCounts[]) {
  const readings = source.endpoints.flatMap(({ name, index }) =>
    OUTCOMES.map((outcome) => {
      const parts = workers.map((worker) => worker.outcome(index, outcome))
      return {
        labels: { run: source.runLabel, endpoint: name, outcome },
        edges: source.edgesSeconds,
        counts: added(parts.map((part) => part.counts)),
        sum: parts.reduce((sum, part) => sum + part.sumUs, 0) / 1_000_000,
      }
    }),
  )
  const requests = readings.map(({ labels, counts }) => ({
    labels,
    value: counts.reduce((sum, count) => sum + count, 0),
  }))
  return [histogramData(RUN.requestDuration, readings), counterData(RUN.requests, requests)]
}

function scheduleLagData(run: string, workers: readonly LiveCounts[]) {
  const counts = added(workers.map((worker) => worker.scheduleLag.edgeCounts()))
  const sum = workers.reduce((total, worker) => total + worker.scheduleLag.sumUs, 0) / 1_000_000
  return histogramData(RUN.scheduleLag, [
    { labels: { run }, edges: LAG_EDGES_SECONDS, counts, sum },
  ])
}

function added(parts: readonly (readonly number[])[]): number[] {
  const [first = [], ...rest] = parts
  return first.map((count, i) => rest.reduce((sum, part) => sum + (part[i] ?? 0), count))
}
