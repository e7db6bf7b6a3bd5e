import type { Contract } from '../contract/schema.ts'
import { DATABASE_CLIENT } from '../series/database-series.ts'
import { POSTGRESQL } from '../series/postgresql-series.ts'
import { PROCESS, SERVICE } from '../series/process-series.ts'
import { REDIS } from '../series/redis-series.ts'
import { type NamedSeries, serviceSeries } from './dialect.ts'
import { foreign, own, PANEL_WINDOW, quantileSeconds, type Served } from './panel-queries.ts'

/** CPU seconds per second over the cores the process may use; the contract's `cores` wins over the collector's. */
export function panelCpuRatio(
  contract: Pick<Contract, 'service' | 'resources'>,
): string | undefined {
  const { cpuTime, cpuAvailable } = serviceSeries(contract.service.dialect)
  const used = `sum by (instance) (rate(${own(contract, cpuTime)}[${PANEL_WINDOW}]))`
  const cores = contract.resources.cpu?.cores
  if (cores !== undefined) return `${used} / ${cores}`
  return cpuAvailable && `${used} / max by (instance) (${own(contract, cpuAvailable)})`
}

const byInstance = (contract: Served, series: NamedSeries): string =>
  `sum by (instance) (${own(contract, series)})`

/** Resident set size in bytes. */
export function residentBytes(contract: Served): string {
  return byInstance(contract, serviceSeries(contract.service.dialect).memoryUsage)
}

/** Used heap in bytes: all V8 spaces, or old space where a dialect does not add them up. */
export function heapUsedBytes(contract: Served): string {
  const { dialect } = contract.service
  if (dialect === 'otel') return byInstance(contract, PROCESS.heapUsed)
  return byInstance(contract, serviceSeries(dialect).oldSpaceUsed)
}

/** Used heap right after the last major garbage collection. */
export function heapAfterGcBytes(contract: Served): string | undefined {
  const { heapAfterMajorGc } = serviceSeries(contract.service.dialect)
  return heapAfterMajorGc && byInstance(contract, heapAfterMajorGc)
}

/** The heap size at which the process dies. */
export function heapLimitBytes(contract: Served): string | undefined {
  const { heapSizeLimit } = serviceSeries(contract.service.dialect)
  return heapSizeLimit && byInstance(contract, heapSizeLimit)
}

/** P99 of the event-loop delay in seconds. */
export function panelEventLoopDelay(contract: Served): string {
  return byInstance(contract, serviceSeries(contract.service.dialect).eventLoopDelayP99)
}

/** A series that only our collector writes. */
const collected = (contract: Served, query: () => string): string | undefined =>
  contract.service.dialect === 'otel' ? query() : undefined

/** Share of time the event loop was busy. */
export function panelEventLoopUtilization(contract: Served): string | undefined {
  return collected(contract, () => byInstance(contract, PROCESS.eventLoopUtilization))
}

const POOL = 'db_client_connection_pool_name'
const byPool = (contract: Served, series: NamedSeries): string =>
  `sum by (${POOL}) (${own(contract, series)})`

/** Pooled connections by pool and state. */
export function panelPoolConnections(contract: Served): string | undefined {
  const connections = own(contract, DATABASE_CLIENT.connectionCount)
  const labels = `${POOL}, db_client_connection_state`
  return collected(contract, () => `sum by (${labels}) (${connections})`)
}

/** Most connections each pool may open. */
export function poolMaximum(contract: Served): string | undefined {
  return collected(contract, () => byPool(contract, DATABASE_CLIENT.connectionMax))
}

/** Callers waiting for a pooled connection. */
export function poolPending(contract: Served): string | undefined {
  return collected(contract, () => byPool(contract, DATABASE_CLIENT.pendingRequests))
}

/** Checked-out connections as a share of what each pool may open. */
export function poolUseRatio(contract: Served): string | undefined {
  const used = {
    ...DATABASE_CLIENT.connectionCount,
    matchers: { db_client_connection_state: 'used' },
  }
  return collected(contract, () => `${byPool(contract, used)} / ${poolMaximum(contract)}`)
}

/** P95 of the time a caller waited for a pooled connection, in seconds. */
export function panelPoolWait(contract: Served): string | undefined {
  return collected(contract, () =>
    quantileSeconds(contract, DATABASE_CLIENT.waitTime, 0.95, [POOL]),
  )
}

/** P95 of the operations of each database system, in seconds. */
export function databaseOperations(contract: Served, system?: string): string | undefined {
  const of = { db_system_name: system }
  return collected(contract, () =>
    quantileSeconds(contract, DATABASE_CLIENT.operationDuration, 0.95, ['db_system_name'], of),
  )
}

/** Connections PostgreSQL counts itself, whoever opened them. */
export const databaseBackends = (contract: Served): string =>
  `sum(${foreign(contract, POSTGRESQL.backends)})`

/** Connections PostgreSQL allows. */
export const databaseMaximum = (contract: Served): string =>
  `max(${foreign(contract, POSTGRESQL.connectionMax)})`

/** Memory Redis has allocated, in bytes. */
export const redisBytes = (contract: Served): string =>
  `max(${foreign(contract, REDIS.memoryUsed)})`

/** Hits over lookups of the service's own cache. */
export function panelCacheHitRatio(contract: Served): string {
  const lookups = (result: string): string =>
    `sum(rate(${own(contract, SERVICE.cacheRequests, { result: { re: result } })}[${PANEL_WINDOW}]))`
  return `${lookups('hit')} / (${lookups('hit|miss')} > 0)`
}
