import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { latencyTargets } from '../../contract/latency-target.ts'
import type { Contract } from '../../contract/schema.ts'
import { OUTCOMES } from '../../measurement/outcomes.ts'
import { bucketEdges } from '../../series/bucket-edges.ts'
import { CGROUP, HOST, POLLER } from '../../series/host-series.ts'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { REDIS } from '../../series/redis-series.ts'
import type { SeriesDefinition } from '../../series/series-definition.ts'

/**
 * A server that exposes every series a dashboard reads, in the names of series/: counters grow with real
 * time, one endpoint is three times slower than its target. For tests of what stands behind a scrape.
 */
export interface ExposedService {
  readonly port: number
  /** Paths of the three targets: the service itself, the poller, a load run. */
  readonly paths: readonly string[]
  readonly close: () => Promise<void>
}

type Labels = Readonly<Record<string, string>>

/** Starts it on a free port of the loopback. */
export async function exposeService(contract: Contract, run: string): Promise<ExposedService> {
  const startedMs = Date.now()
  const pages: Record<string, (seconds: number) => string> = {
    '/service': (seconds) => servicePage(contract, seconds),
    '/poller': pollerPage,
    '/run': (seconds) => runPage(contract, run, seconds),
  }
  const server: Server = createServer((request, response) => {
    const page = pages[request.url ?? '']
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' })
    response.end(page?.((Date.now() - startedMs) / 1000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, paths: Object.keys(pages), close }
}

const line = (name: string, labels: Labels, value: number): string => {
  const text = Object.entries(labels).map(([label, of]) => `${label}=${JSON.stringify(of)}`)
  return `${name}{${text.join(',')}} ${value}`
}

/** A log-logistic histogram: half of `count` is faster than the median. */
function histogram(
  name: string,
  labels: Labels,
  edges: readonly number[],
  count: number,
  medianSeconds: number,
): string[] {
  const under = (edge: number): number => Math.floor(count / (1 + (medianSeconds / edge) ** 4))
  return [
    ...edges.map((edge) => line(`${name}_bucket`, { ...labels, le: String(edge) }, under(edge))),
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, Math.floor(count)),
    line(`${name}_count`, labels, Math.floor(count)),
    line(`${name}_sum`, labels, count * medianSeconds * 1.1),
  ]
}

/** Requests a second of each endpoint. */
const RATE = 20
const SLOW = 'list-agents'

function medianSeconds(contract: Contract, name: string): number {
  const endpoint = contract.endpoints.find((of) => of.name === name)
  const { p95Ms = 100 } = endpoint ? latencyTargets(contract, endpoint) : {}
  return (p95Ms / 1000) * (name === SLOW ? 1.2 : 0.15)
}

const WAVE = (seconds: number): number => Math.sin(seconds / 7)

function servicePage(contract: Contract, seconds: number): string {
  const edges = bucketEdges(contract).seconds
  const requests = contract.endpoints.flatMap(({ name, method, path }) =>
    ['200', '500'].flatMap((status) =>
      histogram(
        'http_server_request_duration_seconds',
        { http_request_method: method, http_route: path, http_response_status_code: status },
        edges,
        RATE * seconds * (status === '200' ? 1 : 0.004),
        medianSeconds(contract, name),
      ),
    ),
  )
  const pool = { db_client_connection_pool_name: 'agents' }
  const small = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1]
  return [
    ...requests,
    line('process_cpu_time_seconds_total', { cpu_mode: 'user' }, 0.55 * seconds),
    line('process_cpu_time_seconds_total', { cpu_mode: 'system' }, 0.15 * seconds),
    line('process_cpu_available_cores', {}, 2),
    line('process_memory_usage_bytes', {}, 3.4e8 + 2e7 * WAVE(seconds)),
    line(
      'v8js_memory_heap_used_bytes',
      { v8js_heap_space_name: 'old_space' },
      1.2e8 + 1e7 * WAVE(3 * seconds),
    ),
    line('v8js_memory_heap_used_bytes', { v8js_heap_space_name: 'new_space' }, 8e6),
    line('v8js_memory_heap_after_gc_bytes', { v8js_gc_type: 'major' }, 1.05e8),
    line('v8js_heap_size_limit_bytes', {}, 4.1e8),
    line('nodejs_eventloop_delay_p99_seconds', {}, 0.004 + 0.002 * WAVE(seconds)),
    line('nodejs_eventloop_utilization_ratio', {}, 0.35 + 0.1 * WAVE(seconds)),
    line('db_client_connection_count', { ...pool, db_client_connection_state: 'used' }, 12),
    line('db_client_connection_count', { ...pool, db_client_connection_state: 'idle' }, 9),
    line('db_client_connection_max', pool, 110),
    line('db_client_connection_pending_requests', pool, 1),
    ...histogram('db_client_connection_wait_time_seconds', pool, small, 200 * seconds, 0.0012),
    ...['postgresql', 'redis'].flatMap((db_system_name) =>
      histogram(
        'db_client_operation_duration_seconds',
        { db_system_name, db_operation_name: 'x', db_collection_name: 'y' },
        small,
        200 * seconds,
        db_system_name === 'redis' ? 0.0006 : 0.004,
      ),
    ),
    line('cache_requests_total', { result: 'hit', endpoint: SLOW }, 30 * seconds),
    line('cache_requests_total', { result: 'miss', endpoint: SLOW }, 6 * seconds),
    '',
  ].join('\n')
}

/** Values of each label of what the poller writes. */
const POLLED_LABELS: Readonly<Record<string, readonly string[]>> = {
  state: ['active', 'idle', 'used', 'free', 'user'],
  granted: ['true', 'false'],
  mode: ['ShareLock'],
  db_namespace: ['agents'],
  db_collection_name: ['goals'],
  postgresql_queryid: ['42'],
  db_query_text: ['select id, title from goals where agent_id = $1 order by id limit $2'],
  device: ['eth0', 'vda'],
  direction: ['receive', 'transmit', 'read', 'write'],
  mountpoint: ['/'],
  type: ['ext4'],
  resource: ['cpu', 'memory', 'io'],
  share: ['some'],
  subject: ['host'],
}

function labelSets(labels: readonly string[]): Labels[] {
  return labels.reduce<Labels[]>(
    (sets, label) =>
      sets.flatMap((set) =>
        (POLLED_LABELS[label] ?? []).map((value) => ({ ...set, [label]: value })),
      ),
    [{}],
  )
}

/** Everything of PostgreSQL, Redis and the host; what is drawn against a line in numbers that fit it. */
function pollerPage(seconds: number): string {
  const known: Readonly<Record<string, number>> = {
    [POSTGRESQL.backends.name]: 15,
    [POSTGRESQL.connectionMax.name]: 150,
    [POSTGRESQL.up.name]: 1,
    [REDIS.up.name]: 1,
    [REDIS.memoryUsed.name]: 217_000_000,
    [HOST.cpuTime.name]: 0.2 * seconds,
  }
  const tables = [POSTGRESQL, REDIS, HOST, CGROUP, POLLER].flatMap((table) =>
    Object.values<SeriesDefinition>(table),
  )
  const lines = tables.flatMap(({ name, type, labels }) =>
    labelSets(labels).map((set) =>
      line(name, set, known[name] ?? (type === 'counter' ? 0.4 * seconds : 1)),
    ),
  )
  return [...lines, ''].join('\n')
}

function runPage(contract: Contract, run: string, seconds: number): string {
  const edges = bucketEdges(contract).seconds
  const rates = { ok: RATE, status: 0.2, timeout: 0.1 } as const
  const requests = contract.endpoints.flatMap(({ name }) =>
    OUTCOMES.flatMap((outcome) => {
      const count = seconds * (outcome in rates ? rates[outcome as keyof typeof rates] : 0)
      const labels = { run, endpoint: name, outcome }
      return [
        line('plimsoll_requests_total', labels, Math.floor(count)),
        ...histogram(
          'plimsoll_request_duration_seconds',
          labels,
          edges,
          count,
          1.1 * medianSeconds(contract, name),
        ),
      ]
    }),
  )
  return [
    ...requests,
    line('plimsoll_users', { run }, 40 + Math.round(5 * WAVE(seconds))),
    line('plimsoll_offered_rate', { run }, RATE * contract.endpoints.length),
    line('plimsoll_dropped_total', { run }, 0),
    ...histogram(
      'plimsoll_schedule_lag_seconds',
      { run },
      [0.0005, 0.001, 0.002, 0.005, 0.01, 0.1],
      220 * seconds,
      0.0007,
    ),
    line('plimsoll_run_active', { run, profile: 'demo' }, seconds > 6 ? 1 : 0),
    '',
  ].join('\n')
}
