import type { Contract } from '../../contract/schema.ts'
import type { LimitKind } from '../../queries/contract-limits.ts'
import * as panelQueries from '../../queries/panel-resource-queries.ts'
import type { PanelSource } from '../layout.ts'
import { contractLines } from './contract-lines.ts'
import { type LimitedSpec, limitedPanels, type Scope } from './limited-panels.ts'

/** Each resource the contract limits, and what surrounds it, as charts over time with its own lines. */
export function resourcePanels(contract: Contract, scope: Scope): PanelSource[] {
  const specs = [
    ...processSpecs(contract),
    ...connectionSpecs(contract),
    ...operationSpecs(contract),
    ...cacheSpecs(contract),
  ]
  return limitedPanels(contract, specs, scope)
}

/** The process itself. */
export function processSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'CPU',
      description: 'CPU time of the process over the cores it may use.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.panelCpuRatio(contract), legend: '{{instance}}' }],
      limit: 'cpu_ratio',
    },
    {
      title: 'Memory',
      description: 'Resident set size.',
      unit: 'bytes',
      queries: [{ expr: panelQueries.residentBytes(contract), legend: '{{instance}}' }],
      limit: 'memory_bytes',
    },
    {
      title: 'Heap',
      description:
        'Used heap, and what a major collection left of it. V8 dies at its limit; after-GC steps stay flat while no major collection runs.',
      unit: 'bytes',
      queries: [
        { expr: panelQueries.heapUsedBytes(contract), legend: 'used {{instance}}' },
        { expr: panelQueries.heapAfterGcBytes(contract), legend: 'after GC {{instance}}' },
        {
          expr: panelQueries.heapLimitBytes(contract),
          legend: 'V8 limit {{instance}}',
          reference: true,
        },
      ],
    },
    {
      title: 'Event-loop delay P99',
      description: 'P99 since the scrape before, less the monitor’s own resolution.',
      unit: 's',
      queries: [{ expr: panelQueries.panelEventLoopDelay(contract), legend: '{{instance}}' }],
      limit: 'event_loop_delay_seconds',
    },
    {
      title: 'Event-loop utilization',
      description: 'Share of time the event loop was busy.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.panelEventLoopUtilization(contract), legend: '{{instance}}' }],
    },
  ]
}

/** Connections to the database, from the pool and from the server. */
export function connectionSpecs(contract: Contract): LimitedSpec[] {
  const pool = '{{db_client_connection_pool_name}}'
  return [
    {
      title: 'DB pool',
      description: 'Pooled connections by state, callers that wait, and what the pool may open.',
      unit: 'short',
      queries: [
        {
          expr: panelQueries.panelPoolConnections(contract),
          legend: '{{db_client_connection_state}}',
        },
        { expr: panelQueries.poolPending(contract), legend: 'waiting' },
        { expr: panelQueries.poolMaximum(contract), legend: 'maximum', reference: true },
      ],
    },
    {
      title: 'DB pool wait P95',
      description: 'Time a caller waited for a pooled connection.',
      unit: 's',
      queries: [{ expr: panelQueries.panelPoolWait(contract), legend: pool }],
      limit: 'db_pool_wait_seconds',
    },
    {
      title: 'DB connections',
      description: 'Client connections PostgreSQL counts, whoever opened them.',
      unit: 'short',
      queries: [
        { expr: panelQueries.databaseBackends(contract), legend: 'connections' },
        { expr: panelQueries.databaseMaximum(contract), legend: 'server maximum', reference: true },
      ],
      limit: 'db_connections',
    },
  ]
}

/** Redis and the service's own cache. */
export function cacheSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Redis memory',
      description: 'Memory Redis has allocated.',
      unit: bytesUnit(contract, 'redis_memory_bytes'),
      queries: [{ expr: panelQueries.redisBytes(contract), legend: 'used' }],
      limit: 'redis_memory_bytes',
    },
    {
      title: 'Cache hit ratio',
      description: 'Hits over lookups, as the service counts them. A floor: less is worse.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.panelCacheHitRatio(contract), legend: 'hits' }],
      limit: 'cache_hit_ratio',
      floor: true,
    },
  ]
}

/** What the service waits for the database. */
export function operationSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'DB operations P95',
      description: 'Duration of database and Redis operations, seen from the service.',
      unit: 's',
      queries: [{ expr: panelQueries.databaseOperations(contract), legend: '{{db_system_name}}' }],
      limit: 'db_query_seconds',
    },
  ]
}

/** The unit in which the contract's own numbers are round: 700 MB is not to be read as 667.6 MiB. */
function bytesUnit(contract: Contract, limit: LimitKind): 'bytes' | 'decbytes' {
  const lines = contractLines(contract, limit)
  const decimal = lines && [lines.warn, lines.limit].every((bytes) => bytes % 1_000_000 === 0)
  return decimal ? 'decbytes' : 'bytes'
}
