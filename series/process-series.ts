import { defineSeries } from './series-definition.ts'

/** The process and its V8 (OpenTelemetry process, v8js and nodejs semantic conventions). */
export const PROCESS = defineSeries({
  cpuTime: {
    name: 'process_cpu_time_seconds_total',
    type: 'counter',
    unit: 's',
    labels: ['cpu_mode'],
    source: 'collector/preload',
    help: 'CPU time of the process by mode (user, system).',
  },
  cpuAvailable: {
    name: 'process_cpu_available_cores',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/preload',
    help: 'Cores the process may use: the cgroup’s quota, else the host’s cores.',
  },
  memoryUsage: {
    name: 'process_memory_usage_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/preload',
    help: 'Resident set size.',
  },
  openFileDescriptors: {
    name: 'process_open_file_descriptor_count',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/preload',
    help: 'Open file descriptors.',
  },
  startTime: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    unit: 's',
    labels: [],
    source: 'collector/preload',
    help: 'Start of the process, seconds since the epoch; gates every leak rule.',
  },
  heapUsed: {
    name: 'v8js_memory_heap_used_bytes',
    type: 'gauge',
    unit: 'By',
    labels: ['v8js_heap_space_name'],
    source: 'collector/preload',
    help: 'Used heap by V8 space.',
  },
  heapAfterGc: {
    name: 'v8js_memory_heap_after_gc_bytes',
    type: 'gauge',
    unit: 'By',
    labels: ['v8js_gc_type'],
    source: 'collector/preload',
    help: 'Used heap right after the last major garbage collection; read it with the count of major collections.',
  },
  heapSizeLimit: {
    name: 'v8js_heap_size_limit_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/preload',
    help: 'Heap size at which the process runs out of memory.',
  },
  gcDuration: {
    name: 'v8js_gc_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['v8js_gc_type'],
    source: 'collector/preload',
    help: 'Duration of garbage collections by type (major, minor, incremental, weakcb); its count tells how fresh heap-after-GC is.',
  },
  eventLoopDelayP99: {
    name: 'nodejs_eventloop_delay_p99_seconds',
    type: 'gauge',
    unit: 's',
    labels: [],
    source: 'collector/preload',
    help: 'P99 of the event-loop delay since the last scrape, less the monitor’s own resolution.',
  },
  eventLoopUtilization: {
    name: 'nodejs_eventloop_utilization_ratio',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/preload',
    help: 'Share of time the event loop was busy since the last scrape.',
  },
})

/** What the service counts itself, by prom-client; merged into the collector's page. */
export const SERVICE = defineSeries({
  cacheRequests: {
    name: 'cache_requests_total',
    type: 'counter',
    unit: '1',
    labels: ['result', 'endpoint'],
    source: 'service',
    help: 'Cache lookups by result (hit, miss, error).',
  },
  logEvents: {
    name: 'log_events_total',
    type: 'counter',
    unit: '1',
    labels: ['level'],
    source: 'service',
    help: 'Log lines by level.',
  },
})
