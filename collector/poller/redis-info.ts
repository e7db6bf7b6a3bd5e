import type { MetricData } from '@opentelemetry/sdk-metrics'
import { REDIS } from '../../series/redis-series.ts'
import { counterData, gaugeData } from '../../telemetry/metric-data.ts'

/** INFO's fields by name. */
export type RedisInfo = ReadonlyMap<string, string>

export interface Slowlog {
  readonly length: number
  /** Entries ever written since Redis started. */
  readonly entries: number
}

/** What of INFO becomes a series (https://redis.io/docs/latest/commands/info/). */
const GAUGES = [
  ['used_memory', REDIS.memoryUsed],
  ['maxmemory', REDIS.memoryMax],
  ['used_memory_rss', REDIS.memoryRss],
  ['mem_fragmentation_ratio', REDIS.fragmentation],
  ['connected_clients', REDIS.clientsConnected],
  ['blocked_clients', REDIS.clientsBlocked],
] as const
const COUNTERS = [
  ['rejected_connections', REDIS.connectionsRejected],
  ['total_commands_processed', REDIS.commands],
  ['keyspace_hits', REDIS.hits],
  ['keyspace_misses', REDIS.misses],
  ['evicted_keys', REDIS.evicted],
  ['expired_keys', REDIS.expired],
  ['uptime_in_seconds', REDIS.uptime],
] as const

/** Reads INFO's `name:value` lines. */
export function parseInfo(text: string): RedisInfo {
  return new Map(
    [...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** INFO and the slow log as series; a field that this version of Redis lacks has none. */
export function redisData(info: RedisInfo, slowlog: Slowlog | undefined): MetricData[] {
  if (!info.has('used_memory')) throw new TypeError('INFO names no used_memory')
  const readings = (field: string) => {
    const value = Number(info.get(field) ?? Number.NaN)
    return Number.isFinite(value) ? [{ labels: {}, value }] : []
  }
  const one = (value: number) => [{ labels: {}, value }]
  return [
    ...GAUGES.map(([field, series]) => gaugeData(series, readings(field))),
    ...COUNTERS.map(([field, series]) => counterData(series, readings(field))),
    ...(slowlog
      ? [
          gaugeData(REDIS.slowlogLength, one(slowlog.length)),
          counterData(REDIS.slowlogEntries, one(slowlog.entries)),
        ]
      : []),
  ].filter(({ dataPoints }) => dataPoints.length > 0)
}
