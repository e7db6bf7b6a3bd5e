import type { Contract } from '../contract/schema.ts'
import { type LimitKind, type LimitSeverity, limitSeries } from '../queries/contract-limits.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { dbConnections, memoryBytes } from '../queries/resource-queries.ts'
import type { AlertRule } from './rule-types.ts'

const OVERVIEW = { uid: DASHBOARD_UIDS.overview, query: '' }

/** A warning may be a peak; a limit is soon too late. */
const HOLD_MS = { warning: 60_000, critical: 30_000 } as const

const LINES = { warning: 'warning', critical: 'limit' } as const
const SEVERITIES = ['warning', 'critical'] as const

/** Resident memory over the contract's warning, and over its limit. */
export function memoryAlerts(contract: Contract): AlertRule[] {
  if (!contract.resources.memory) return []
  return SEVERITIES.map((severity) => ({
    alert: 'MemoryHigh',
    condition: overLimit(contract, memoryBytes(contract), 'memory_bytes', severity),
    guards: [],
    forMs: HOLD_MS[severity],
    labels: { severity, scope: 'production', resource: 'memory' },
    annotations: {
      summary: `{{ $labels.service_name }} at {{ $labels.instance }} holds more memory than its ${LINES[severity]}`,
      description: `Resident memory is {{ $value | humanize1024 }}B; the ${LINES[severity]} of the contract is ${mebibytes(contract, severity)} MiB.`,
    },
    dashboard: OVERVIEW,
  }))
}

/** Connections that the PostgreSQL server counts, over the contract's warning and limit. */
export function databaseConnectionAlerts(contract: Contract): AlertRule[] {
  const limits = contract.resources.dbConnections
  if (!limits) return []
  return SEVERITIES.map((severity) => ({
    alert: 'DatabaseConnectionsHigh',
    condition: overLimit(contract, dbConnections(contract), 'db_connections', severity),
    guards: [],
    forMs: HOLD_MS[severity],
    labels: { severity, scope: 'production', resource: 'db-connections' },
    annotations: {
      summary: `The database of {{ $labels.service_name }} has more connections than its ${LINES[severity]}`,
      description: `PostgreSQL counts {{ $value }} client connections; the ${LINES[severity]} of the contract is ${severity === 'warning' ? limits.warn : limits.limit}.`,
    },
    dashboard: OVERVIEW,
  }))
}

/** Compares with the recorded line, so that a dashboard and an alert cannot disagree about it. */
function overLimit(
  { service }: Contract,
  value: string,
  kind: LimitKind,
  severity: LimitSeverity,
): string {
  const limit = limitSeries(service.name, { kind, severity })
  return `${value} > on (service_name) group_left () ${limit}`
}

function mebibytes({ resources }: Contract, severity: LimitSeverity): number {
  const { limitBytes = 0, warnRatio = 0, limitRatio = 0 } = resources.memory ?? {}
  const ratio = severity === 'warning' ? warnRatio : limitRatio
  return Number(((ratio * limitBytes) / 1_048_576).toPrecision(4))
}
