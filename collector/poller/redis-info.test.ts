import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInfo, redisData } from './redis-info.ts'

// Recorded from Redis 7.0.15, shortened.
const INFO = [
  '# Server',
  'redis_version:7.0.15',
  'uptime_in_seconds:2',
  '',
  '# Clients',
  'connected_clients:1',
  'maxclients:10000',
  'blocked_clients:0',
  '',
  '# Memory',
  'used_memory:916784',
  'used_memory_human:895.30K',
  'used_memory_rss:12341248',
  'maxmemory:1000000000',
  'mem_fragmentation_ratio:13.75',
  '',
  '# Stats',
  'total_commands_processed:67',
  'rejected_connections:0',
  'expired_keys:3',
  'evicted_keys:0',
  'keyspace_hits:30',
  'keyspace_misses:12',
  '',
].join('\r\n')

const values = (text: string) =>
  Object.fromEntries(
    redisData(parseInfo(text), undefined).map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints[0]?.value,
    ]),
  )

test('INFO becomes one series a field, under the names of the redis receiver', () => {
  assert.deepEqual(values(INFO), {
    redis_memory_used_bytes: 916_784,
    redis_maxmemory_bytes: 1_000_000_000,
    redis_memory_rss_bytes: 12_341_248,
    redis_memory_fragmentation_ratio: 13.75,
    redis_clients_connected: 1,
    redis_clients_blocked: 0,
    redis_connections_rejected_total: 0,
    redis_commands_processed_total: 67,
    redis_keyspace_hits_total: 30,
    redis_keyspace_misses_total: 12,
    redis_keys_evicted_total: 0,
    redis_keys_expired_total: 3,
    redis_uptime_seconds_total: 2,
  })
})

test('a field that another server lacks has no series, and text that is no INFO is refused', () => {
  assert.deepEqual(values('used_memory:1\nmem_fragmentation_ratio:nan\n'), {
    redis_memory_used_bytes: 1,
  })
  assert.throws(() => values('-NOPERM'), /names no used_memory/)
})
