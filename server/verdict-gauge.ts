import type { Project } from '../app/project.ts'
import { lastRuns } from '../app/recorded-runs.ts'
import { PUBLISHED } from '../series/run-series.ts'
import { seriesGauge } from '../telemetry/instruments.ts'
import type { Telemetry } from '../telemetry/start-telemetry.ts'

const OUTCOMES = ['pass', 'warn', 'fail', 'undecided', 'invalid'] as const

/** Publishes the outcome of each profile's last run; call what it returns before each scrape. */
export function verdictGauge(project: Project, telemetry: Telemetry): () => void {
  const gauge = seriesGauge(telemetry.meter, PUBLISHED.verdict)
  return () => {
    for (const { profile, verdict } of lastRuns(project)) {
      for (const outcome of OUTCOMES) {
        gauge.record(verdict?.outcome === outcome ? 1 : 0, { profile, outcome })
      }
    }
  }
}
