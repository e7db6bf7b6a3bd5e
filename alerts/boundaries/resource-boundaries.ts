import type { Contract } from '../../contract/schema.ts'
import { contractLimits, type LimitKind } from '../../queries/contract-limits.ts'
import { serviceSeries } from '../../queries/dialect.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { selector } from '../../queries/selector.ts'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { databaseConnectionAlerts, memoryAlerts } from '../resource-alerts.ts'
import type { AlertRule } from '../rule-types.ts'
import { type Boundary, firingMs, type InputSeries } from './boundary.ts'
import { constant } from './series-values.ts'

const EVALUATION_MS = 5000
const END_MS = 120_000

/** Boundaries of the alerts that compare a value with a recorded line of the contract. */
export function resourceBoundaries(contract: Contract): Boundary[] {
  const own = { service_name: contract.service.name, job: JOBS.service, instance: '10.0.0.1:9464' }
  const memory = serviceSeries(contract.service.dialect).memoryUsage
  const backends = (state: string): string =>
    selector(POSTGRESQL.backends.name, {
      service_name: contract.service.name,
      job: JOBS.poller,
      instance: '10.0.0.2:9464',
      state,
    })
  return [
    ...memoryAlerts(contract).map((rule) =>
      limitBoundary(contract, rule, 'memory_bytes', own, (bytes) => ({
        [selector(memory.name, { ...own, ...memory.matchers })]: held(bytes),
      })),
    ),
    ...databaseConnectionAlerts(contract).map((rule) =>
      limitBoundary(
        contract,
        rule,
        'db_connections',
        { service_name: contract.service.name },
        // The sum over states counts, not one of them.
        (connections) => ({
          [backends('active')]: held(connections - 1),
          [backends('idle')]: held(1),
        }),
      ),
    ),
  ]
}

const held = (value: number): string => constant(value, END_MS, EVALUATION_MS)

/** The line itself is still allowed; one byte or connection more is not. */
function limitBoundary(
  contract: Contract,
  rule: AlertRule,
  kind: LimitKind,
  labels: Readonly<Record<string, string>>,
  series: (value: number) => InputSeries,
): Boundary {
  const limit = contractLimits(contract).find(
    (one) => one.kind === kind && one.severity === rule.labels.severity,
  )
  const value = limit?.value ?? 0
  const frame = { rule, evaluationMs: EVALUATION_MS, sampleMs: EVALUATION_MS, onsetMs: 0 }
  return {
    ...frame,
    over: series(value + 1),
    overCount: 1,
    silent: [{ title: 'at the line itself', series: series(value), atMs: firingMs(frame) }],
    golden: { labels, value: value + 1 },
  }
}
