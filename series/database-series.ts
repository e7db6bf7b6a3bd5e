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
