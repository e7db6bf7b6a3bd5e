import type { Contract } from '../../contract/schema.ts'
import type { LimitKind } from '../../queries/contract-limits.ts'
import * as panelQueries from '../../queries/panel-resource-queries.ts'
import type { PanelSource } from '../layout.ts'
import { contractLines } from './contract-lines.ts'
import {
  binaryBytesWords,
  decimalBytesWords,
  latencyWords,
  linesWords,
  ratioWords,
} from './contract-words.ts'
import type { PanelQuery } from './query.ts'
import { ceilingSteps, floorSteps } from './threshold-lines.ts'
import { type TimeSeriesSpec, timeSeriesPanel } from './time-series-panel.ts'

/** Wraps every expression, e.g. so that it shows only the time of a run. */
export type Scope = (expr: string) => string

interface ResourceSpec extends Omit<TimeSeriesSpec, 'steps' | 'queries'> {
  /** Signals the service's dialect lacks are undefined and left out. */
  readonly queries: readonly (Omit<PanelQuery, 'expr'> & { readonly expr: string | undefined })[]
  readonly limit?: LimitKind
  readonly floor?: boolean
}

/** How a line is written in a description, by Grafana's unit. */
const WORDS: Readonly<Record<string, (value: number) => string>> = {
  s: latencyWords,
  bytes: binaryBytesWords,
  decbytes: decimalBytesWords,
  percentunit: ratioWords,
  short: String,
}

/** Each resource the contract limits, and what surrounds it, as charts over time with its own lines. */
export function resourcePanels(contract: Contract, scope: Scope): PanelSource[] {
  const specs = [...processSpecs(contract), ...databaseSpecs(contract), ...cacheSpecs(contract)]
  return specs.flatMap(({ limit, floor, description, queries, ...spec }) => {
    const known = queries.flatMap((query) =>
      query.expr === undefined ? [] : [{ ...query, expr: scope(query.expr) }],
    )
    if (known.length === 0) return []
    const lines = limit && contractLines(contract, limit)
    if (!lines) return [timeSeriesPanel({ ...spec, description, queries: known })]
    const words = WORDS[spec.unit] ?? String
    return [
      timeSeriesPanel({
        ...spec,
        description: `${description} ${linesWords(words(lines.warn), words(lines.limit))}`,
        queries: known,
        steps: floor ? floorSteps(lines) : ceilingSteps(lines),
      }),
    ]
  })
}

function processSpecs(contract: Contract): ResourceSpec[] {
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

function databaseSpecs(contract: Contract): ResourceSpec[] {
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
      title: 'DB operations P95',
      description: 'Duration of database and Redis operations, seen from the service.',
      unit: 's',
      queries: [{ expr: panelQueries.databaseOperations(contract), legend: '{{db_system_name}}' }],
      limit: 'db_query_seconds',
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

function cacheSpecs(contract: Contract): ResourceSpec[] {
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

/** The unit in which the contract's own numbers are round: 700 MB is not to be read as 667.6 MiB. */
function bytesUnit(contract: Contract, limit: LimitKind): 'bytes' | 'decbytes' {
  const lines = contractLines(contract, limit)
  const decimal = lines && [lines.warn, lines.limit].every((bytes) => bytes % 1_000_000 === 0)
  return decimal ? 'decbytes' : 'bytes'
}
