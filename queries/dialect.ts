import type { ServiceUnderTest } from '../contract/service.ts'
import { HTTP } from '../series/http-series.ts'
import { PROCESS } from '../series/process-series.ts'
import type { Matchers } from './selector.ts'

export type Dialect = ServiceUnderTest['dialect']

/** A family and the labels that pick the part of it that is meant. */
export interface NamedSeries {
  readonly name: string
  readonly matchers?: Matchers
}

/** What the service calls its own signals. A signal that a dialect lacks has no rules and no panels. */
export interface ServiceSeries {
  readonly serverDuration?: NamedSeries
  readonly cpuTime: NamedSeries
  /** Cores the process may use, where the service says so. */
  readonly cpuAvailable?: NamedSeries
  readonly memoryUsage: NamedSeries
  readonly openFileDescriptors: NamedSeries
  readonly startTime: NamedSeries
  /** Old space holds what survived; young generations only add noise to a leak rule. */
  readonly oldSpaceUsed: NamedSeries
  readonly heapAfterMajorGc?: NamedSeries
  readonly heapSizeLimit?: NamedSeries
  readonly majorGcCount: NamedSeries
  readonly eventLoopDelayP99: NamedSeries
}

/** prom-client's `collectDefaultMetrics` (15.1): no HTTP histogram, no heap after GC, no heap limit. */
const PROM_CLIENT: ServiceSeries = {
  cpuTime: { name: 'process_cpu_seconds_total' },
  memoryUsage: { name: 'process_resident_memory_bytes' },
  openFileDescriptors: { name: 'process_open_fds' },
  startTime: { name: 'process_start_time_seconds' },
  oldSpaceUsed: { name: 'nodejs_heap_space_size_used_bytes', matchers: { space: 'old' } },
  majorGcCount: { name: 'nodejs_gc_duration_seconds_count', matchers: { kind: 'major' } },
  eventLoopDelayP99: { name: 'nodejs_eventloop_lag_p99_seconds' },
}

const OTEL: ServiceSeries = {
  serverDuration: { name: HTTP.serverDuration.name },
  cpuTime: { name: PROCESS.cpuTime.name },
  cpuAvailable: { name: PROCESS.cpuAvailable.name },
  memoryUsage: { name: PROCESS.memoryUsage.name },
  openFileDescriptors: { name: PROCESS.openFileDescriptors.name },
  startTime: { name: PROCESS.startTime.name },
  oldSpaceUsed: { name: PROCESS.heapUsed.name, matchers: { v8js_heap_space_name: 'old_space' } },
  heapAfterMajorGc: { name: PROCESS.heapAfterGc.name, matchers: { v8js_gc_type: 'major' } },
  heapSizeLimit: { name: PROCESS.heapSizeLimit.name },
  majorGcCount: { name: `${PROCESS.gcDuration.name}_count`, matchers: { v8js_gc_type: 'major' } },
  eventLoopDelayP99: { name: PROCESS.eventLoopDelayP99.name },
}

/** The one place that knows the dialects: everything else asks for a signal. */
export function serviceSeries(dialect: Dialect): ServiceSeries {
  return dialect === 'otel' ? OTEL : PROM_CLIENT
}
