import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { msToSeconds } from '../contract/units.ts'
import { PUBLISHED } from '../series/run-series.ts'
import { errorRatioLines } from './error-ratio-lines.ts'
import { selector } from './selector.ts'

/** What a limit is of; the unit is the last word, so that two limits are never compared by mistake. */
export type LimitKind =
  | 'latency_seconds'
  | 'error_ratio'
  | 'throughput_per_second'
  | 'cpu_ratio'
  | 'memory_bytes'
  | 'db_connections'
  | 'db_pool_wait_seconds'
  | 'db_query_seconds'
  | 'redis_memory_bytes'
  | 'cache_hit_ratio'
  | 'event_loop_delay_seconds'
  | 'network_bytes_per_second'
  | 'disk_bytes_per_second'

/** The two lines of an objective, in the words of the alerts that use them. */
export type LimitSeverity = 'warning' | 'critical'

/** One line of the contract as a recorded series. */
export interface ContractLimit {
  readonly kind: LimitKind
  readonly severity: LimitSeverity
  readonly value: number
  readonly endpoint?: string
  readonly quantile?: string
  readonly profile?: string
}

/** Every line of the contract: `warning` is the warn line W, `critical` the fail line F. */
export function contractLimits(contract: Contract): ContractLimit[] {
  return [...latencyLimits(contract), ...runLimits(contract), ...resourceLimits(contract)]
}

/** Selects the recorded line, for the right side of a comparison. */
export function limitSeries(
  serviceName: string,
  limit: Pick<ContractLimit, 'kind' | 'severity'> & Partial<ContractLimit>,
): string {
  const { kind, severity, endpoint, quantile, profile } = limit
  const labels = { service_name: serviceName, kind, severity, endpoint, quantile, profile }
  return selector(PUBLISHED.limit.name, labels)
}

function pair(
  kind: LimitKind,
  warning: number,
  critical: number,
  labels: Partial<ContractLimit> = {},
): ContractLimit[] {
  return [
    { kind, severity: 'warning', value: warning, ...labels },
    { kind, severity: 'critical', value: critical, ...labels },
  ]
}

function latencyLimits(contract: Contract): ContractLimit[] {
  return contract.endpoints.flatMap((endpoint) => {
    const targets = latencyTargets(contract, endpoint)
    return (Object.keys(QUANTILES) as Percentile[]).flatMap((percentile) => {
      const targetMs = targets[`${percentile}Ms`]
      if (targetMs === undefined) return []
      const { warnMs, failMs } = latencyLines(endpoint, targetMs)
      const labels = { endpoint: endpoint.name, quantile: String(QUANTILES[percentile]) }
      return pair('latency_seconds', msToSeconds(warnMs), msToSeconds(failMs), labels)
    })
  })
}

function runLimits(contract: Contract): ContractLimit[] {
  return Object.entries(contract.profiles).flatMap(([profile, spec]) => {
    const errors = errorRatioLines(contract, spec)
    const throughput = spec.throughput ?? contract.throughput
    return [
      ...(errors ? pair('error_ratio', errors.warnRatio, errors.failRatio, { profile }) : []),
      ...(throughput && spec.judges.includes('throughput')
        ? pair('throughput_per_second', throughput.targetPerSecond, throughput.minPerSecond, {
            profile,
          })
        : []),
    ]
  })
}

function resourceLimits({ resources: r }: Pick<Contract, 'resources'>): ContractLimit[] {
  const seconds = (
    kind: LimitKind,
    limit?: { warnMs: number; limitMs: number },
  ): ContractLimit[] =>
    limit ? pair(kind, msToSeconds(limit.warnMs), msToSeconds(limit.limitMs)) : []
  const rate = (
    kind: LimitKind,
    limit?: { warnBytesPerSecond: number; limitBytesPerSecond: number },
  ): ContractLimit[] =>
    limit ? pair(kind, limit.warnBytesPerSecond, limit.limitBytesPerSecond) : []
  return [
    ...(r.cpu ? pair('cpu_ratio', r.cpu.warnRatio, r.cpu.limitRatio) : []),
    ...(r.memory ? memoryLimits(r.memory) : []),
    ...(r.dbConnections ? pair('db_connections', r.dbConnections.warn, r.dbConnections.limit) : []),
    ...seconds('db_pool_wait_seconds', r.dbPoolWait),
    ...seconds('db_query_seconds', r.dbQuery),
    ...(r.redisMemory
      ? pair('redis_memory_bytes', r.redisMemory.warnBytes, r.redisMemory.limitBytes)
      : []),
    ...(r.cacheHitRatio
      ? pair('cache_hit_ratio', r.cacheHitRatio.warnRatio, r.cacheHitRatio.limitRatio)
      : []),
    ...seconds('event_loop_delay_seconds', r.eventLoopDelay),
    ...rate('network_bytes_per_second', r.networkIo),
    ...rate('disk_bytes_per_second', r.diskIo),
  ]
}

function memoryLimits(memory: NonNullable<Contract['resources']['memory']>): ContractLimit[] {
  const { warnRatio, limitRatio, limitBytes } = memory
  // Whole bytes: 0.7 * 512 MiB is 375809638.4.
  return pair(
    'memory_bytes',
    Math.round(warnRatio * limitBytes),
    Math.round(limitRatio * limitBytes),
  )
}
