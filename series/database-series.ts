import { defineSeries } from './series-definition.ts'

/** Database and pool, seen from the service (OpenTelemetry database semantic conventions). */
export const DATABASE_CLIENT = defineSeries({
  operationDuration: {
    name: 'db_client_operation_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['db_system_name', 'db_operation_name', 'db_collection_name'],
    source: 'collector/preload',
    help: 'Duration of database and Redis operations.',
  },
  connectionCount: {
    name: 'db_client_connection_count',
    type: 'gauge',
    unit: '1',
    labels: ['db_client_connection_pool_name', 'db_client_connection_state'],
    source: 'collector/preload',
    help: 'Pooled connections by state (used, idle).',
  },
  connectionMax: {
    name: 'db_client_connection_max',
    type: 'gauge',
    unit: '1',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Most connections the pool may open.',
  },
  pendingRequests: {
    name: 'db_client_connection_pending_requests',
    type: 'gauge',
    unit: '1',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Callers waiting for a pooled connection.',
  },
  timeouts: {
    name: 'db_client_connection_timeouts_total',
    type: 'counter',
    unit: '1',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Callers that gave up waiting for a pooled connection.',
  },
  waitTime: {
    name: 'db_client_connection_wait_time_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Time a caller waited for a pooled connection.',
  },
  useTime: {
    name: 'db_client_connection_use_time_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Time a connection was checked out, written on release (the Little’s-law leak count).',
  },
  oldestCheckout: {
    name: 'db_client_connection_oldest_use_age_seconds',
    type: 'gauge',
    unit: 's',
    labels: ['db_client_connection_pool_name'],
    source: 'collector/preload',
    help: 'Age of the oldest connection still checked out; a leaked client never shows in use time.',
  },
})

/** PostgreSQL as its server sees it (names of the OpenTelemetry Collector's postgresql receiver). */
export const POSTGRESQL = defineSeries({
  backends: {
    name: 'postgresql_backends',
    type: 'gauge',
    unit: '1',
    labels: ['state'],
    source: 'collector/poller',
    help: 'Client connections by state (active, idle, idle in transaction ...).',
  },
  connectionMax: {
    name: 'postgresql_connection_max',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'Connections the server allows (max_connections).',
  },
  up: {
    name: 'postgresql_up',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: '1 when the last poll of PostgreSQL succeeded, else 0.',
  },
})

/** Redis as its server sees it (names of the OpenTelemetry Collector's redis receiver). */
export const REDIS = defineSeries({
  memoryUsed: {
    name: 'redis_memory_used_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Memory Redis has allocated.',
  },
  memoryMax: {
    name: 'redis_maxmemory_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Memory Redis may allocate; 0 means no limit.',
  },
  up: {
    name: 'redis_up',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: '1 when the last poll of Redis succeeded, else 0.',
  },
})
