import { defineSeries } from './series-definition.ts'

/** Requests the service answers and sends, timed inside its process (OpenTelemetry HTTP semantic conventions). */
export const HTTP = defineSeries({
  serverDuration: {
    name: 'http_server_request_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    source: 'collector/preload',
    help: 'Duration of requests the service answered. Aborted requests carry status 499.',
  },
  serverActive: {
    name: 'http_server_active_requests',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/preload',
    help: 'Requests being answered right now.',
  },
  serverOldestActive: {
    name: 'http_server_oldest_active_request_age_seconds',
    type: 'gauge',
    unit: 's',
    labels: [],
    source: 'collector/preload',
    help: 'Age of the oldest request still being answered; grows while the service hangs.',
  },
  serverOpenConnections: {
    name: 'http_server_open_connections',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/preload',
    help: 'Open client connections of the HTTP servers in the process.',
  },
  clientDuration: {
    name: 'http_client_request_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['http_request_method', 'server_address', 'http_response_status_code'],
    source: 'collector/preload',
    help: 'Duration of outgoing requests, from the start to the response head.',
  },
})
