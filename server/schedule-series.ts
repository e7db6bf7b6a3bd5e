import { SCHEDULE_RESULTS } from '../app/schedule-state.ts'
import type { Scheduler } from '../app/scheduler.ts'
import { PUBLISHED } from '../series/run-series.ts'
import { seriesCounter, seriesGauge } from '../telemetry/instruments.ts'
import type { Telemetry } from '../telemetry/start-telemetry.ts'

/** Counts what schedules come to, and publishes their times; call what it returns before each scrape. */
export function scheduleSeries(scheduler: Scheduler, { meter }: Telemetry): () => void {
  const runs = seriesCounter(meter, PUBLISHED.scheduleRuns)
  const next = seriesGauge(meter, PUBLISHED.scheduleNextStart)
  const last = seriesGauge(meter, PUBLISHED.scheduleLastStart)
  for (const { name } of scheduler.list()) {
    // From 0, or the first one of each kind would not be seen as an increase.
    for (const result of SCHEDULE_RESULTS) runs.add(0, { schedule: name, result })
  }
  scheduler.onResult((schedule, result) => runs.add(1, { schedule, result }))
  return () => {
    for (const { name, nextStartAt, lastRun } of scheduler.list()) {
      const labels = { schedule: name }
      if (nextStartAt !== null) next.record(Date.parse(nextStartAt) / 1000, labels)
      if (lastRun !== null) last.record(Date.parse(lastRun.startedAt) / 1000, labels)
    }
  }
}
