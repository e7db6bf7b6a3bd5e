import type { Contract } from '../contract/schema.ts'
import { contractLimits, type LimitKind, limitSeries } from '../queries/contract-limits.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import * as resources from '../queries/resource-queries.ts'
import type { AlertName } from './alert-names.ts'
import type { AlertRule } from './rule-types.ts'

/** A value of the running system that a line of the contract bounds from above. */
interface LimitedResource {
  readonly kind: LimitKind
  readonly alert: AlertName
  /** The label by which Alertmanager groups. */
  readonly resource: string
  /** Undefined where the service's dialect has no such series. */
  readonly value: (contract: Contract) => string | undefined
  readonly dashboard: keyof typeof DASHBOARD_UIDS
  /** What is over `line` ("warning" or "limit"). */
  readonly summary: (line: string) => string
  /** The value in words, as a template. */
  readonly description: string
  /** The contract's line in words. */
  readonly words: (limit: number) => string
}

/** A warning may be a peak; a limit is soon too late. */
const HOLD_MS = { warning: 60_000, critical: 30_000 } as const

const LINES = { warning: 'warning', critical: 'limit' } as const
const SEVERITIES = ['warning', 'critical'] as const

/** Twelve scrapes: one busy second is no trend. */
export const RATE_WINDOW = '1m'

const instance = '{{ $labels.service_name }} at {{ $labels.instance }}'
const fourDigits = (value: number): number => Number(value.toPrecision(4))
const megabytes = (bytes: number): string => `${fourDigits(bytes / 1e6)} MB`

const LIMITED: readonly LimitedResource[] = [
  {
    kind: 'cpu_ratio',
    alert: 'CpuHigh',
    resource: 'cpu',
    value: (contract) => resources.cpuRatio(contract, RATE_WINDOW),
    dashboard: 'overview',
    summary: (line) => `${instance} uses more CPU than its ${line}`,
    description: 'The process uses {{ $value | humanizePercentage }} of the cores it may use',
    words: (ratio) => `${fourDigits(100 * ratio)} %`,
  },
  {
    kind: 'memory_bytes',
    alert: 'MemoryHigh',
    resource: 'memory',
    value: resources.memoryBytes,
    dashboard: 'overview',
    summary: (line) => `${instance} holds more memory than its ${line}`,
    description: 'Resident memory is {{ $value | humanize1024 }}B',
    words: (bytes) => `${fourDigits(bytes / 1_048_576)} MiB`,
  },
  {
    kind: 'event_loop_delay_seconds',
    alert: 'EventLoopDelayHigh',
    resource: 'event-loop',
    value: resources.eventLoopDelaySeconds,
    dashboard: 'overview',
    summary: (line) => `The event loop of ${instance} is later than its ${line}`,
    description: 'P99 of the event-loop delay is {{ $value | humanize }}s',
    words: (seconds) => `${fourDigits(1000 * seconds)} ms`,
  },
  {
    kind: 'db_connections',
    alert: 'DatabaseConnectionsHigh',
    resource: 'db-connections',
    value: resources.dbConnections,
    dashboard: 'database',
    summary: (line) =>
      `The database of {{ $labels.service_name }} has more connections than its ${line}`,
    description: 'PostgreSQL counts {{ $value }} client connections',
    words: String,
  },
  {
    kind: 'redis_memory_bytes',
    alert: 'RedisMemoryHigh',
    resource: 'redis-memory',
    value: resources.redisMemoryBytes,
    dashboard: 'database',
    summary: (line) => `The Redis of {{ $labels.service_name }} holds more memory than its ${line}`,
    description: 'Redis has allocated {{ $value | humanize }}B',
    words: megabytes,
  },
  {
    kind: 'network_bytes_per_second',
    alert: 'NetworkIoHigh',
    resource: 'network-io',
    value: (contract) => resources.networkBytesPerSecond(contract, RATE_WINDOW),
    dashboard: 'host',
    summary: (line) =>
      `The host of {{ $labels.service_name }} has more network traffic than its ${line}`,
    description: 'The host receives and sends {{ $value | humanize }}B a second',
    words: (bytes) => `${megabytes(bytes)} a second`,
  },
  {
    kind: 'disk_bytes_per_second',
    alert: 'DiskIoHigh',
    resource: 'disk-io',
    value: (contract) => resources.diskBytesPerSecond(contract, RATE_WINDOW),
    dashboard: 'host',
    summary: (line) =>
      `The host of {{ $labels.service_name }} has more disk traffic than its ${line}`,
    description: 'The host reads and writes {{ $value | humanize }}B a second',
    words: (bytes) => `${megabytes(bytes)} a second`,
  },
]

/** Each resource the contract limits, over its warning and over its limit. */
export function resourceAlerts(contract: Contract): AlertRule[] {
  return LIMITED.flatMap((limited) => SEVERITIES.flatMap((of) => alertAt(contract, limited, of)))
}

function alertAt(
  contract: Contract,
  limited: LimitedResource,
  severity: (typeof SEVERITIES)[number],
): AlertRule[] {
  const { kind, alert, resource } = limited
  const limit = contractLimits(contract).find(
    (one) => one.kind === kind && one.severity === severity,
  )
  const value = limited.value(contract)
  if (limit === undefined || value === undefined) return []
  // The recorded line, so that a dashboard and an alert cannot disagree about it.
  const line = limitSeries(contract.service.name, { kind, severity })
  return [
    {
      alert,
      condition: `${value} > on (service_name) group_left () ${line}`,
      guards: [],
      forMs: HOLD_MS[severity],
      labels: { severity, scope: 'production', resource },
      annotations: {
        summary: limited.summary(LINES[severity]),
        description: `${limited.description}; the ${LINES[severity]} of the contract is ${limited.words(limit.value)}.`,
      },
      dashboard: { uid: DASHBOARD_UIDS[limited.dashboard], query: '' },
    },
  ]
}
