import { defineSeries } from './series-definition.ts'

/**
 * Devices through which bytes pass a second time: bridges and their ends. A sum counts a byte once.
 * In RE2, as Prometheus reads it, and as JavaScript does.
 */
export const PASSING_INTERFACES = '(veth|docker|br-|virbr|ifb|cni|flannel|cali|tunl|dummy).*'

/** Disks made of other disks, partitions of whole ones, and memory. */
export const DERIVED_DISKS =
  '(loop|ram|zram|dm-|md|sr|fd).*|(s|h|v|xv)d[a-z]+[0-9]+|(nvme[0-9]+n|mmcblk)[0-9]+p[0-9]+'

/** The host the poller lives on: names of the OpenTelemetry Collector’s hostmetrics receiver, own ones for pressure; CPUs are summed up. */
export const HOST = defineSeries({
  cpuTime: {
    name: 'system_cpu_time_seconds_total',
    type: 'counter',
    unit: 's',
    labels: ['state'],
    source: 'collector/poller',
    help: 'CPU time by state (user, system, wait, steal, idle ...), of all CPUs together.',
  },
  cpuCount: {
    name: 'system_cpu_logical_count',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'CPUs of the host.',
  },
  load1m: {
    name: 'system_cpu_load_average_1m',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'Threads running or waiting to run, averaged over 1 minute.',
  },
  load5m: {
    name: 'system_cpu_load_average_5m',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'The same over 5 minutes.',
  },
  load15m: {
    name: 'system_cpu_load_average_15m',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'The same over 15 minutes.',
  },
  memoryUsage: {
    name: 'system_memory_usage_bytes',
    type: 'gauge',
    unit: 'By',
    labels: ['state'],
    source: 'collector/poller',
    help: 'Memory by state (used, free, buffered, cached, slab_reclaimable); together all of it.',
  },
  memoryLimit: {
    name: 'system_memory_limit_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Memory of the host.',
  },
  memoryAvailable: {
    name: 'system_linux_memory_available_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Memory that can be had without swapping.',
  },
  networkIo: {
    name: 'system_network_io_bytes_total',
    type: 'counter',
    unit: 'By',
    labels: ['device', 'direction'],
    source: 'collector/poller',
    help: 'Bytes received and transmitted by interface; bridges and their ends are left out.',
  },
  diskIo: {
    name: 'system_disk_io_bytes_total',
    type: 'counter',
    unit: 'By',
    labels: ['device', 'direction'],
    source: 'collector/poller',
    help: 'Bytes read and written by whole disk.',
  },
  diskOperations: {
    name: 'system_disk_operations_total',
    type: 'counter',
    unit: '1',
    labels: ['device', 'direction'],
    source: 'collector/poller',
    help: 'Reads and writes by whole disk.',
  },
  diskIoTime: {
    name: 'system_disk_io_time_seconds_total',
    type: 'counter',
    unit: 's',
    labels: ['device'],
    source: 'collector/poller',
    help: 'Time the disk was busy.',
  },
  filesystemUsage: {
    name: 'system_filesystem_usage_bytes',
    type: 'gauge',
    unit: 'By',
    labels: ['device', 'mountpoint', 'type', 'state'],
    source: 'collector/poller',
    help: 'Space of file systems on disks by state (used, free, reserved).',
  },
  pressure: {
    name: 'system_pressure_waiting_seconds_total',
    type: 'counter',
    unit: 's',
    labels: ['resource', 'share'],
    source: 'collector/poller',
    help: 'Time in which some or all (full) tasks waited for cpu, memory or io (PSI).',
  },
})

/** The control group the poller lives in, v1 or v2. Not called container_*: cAdvisor's are, and would be added up. */
export const CGROUP = defineSeries({
  cpuTime: {
    name: 'cgroup_cpu_time_seconds_total',
    type: 'counter',
    unit: 's',
    labels: [],
    source: 'collector/poller',
    help: 'CPU time of the poller’s control group.',
  },
  cpuLimit: {
    name: 'cgroup_cpu_limit_cores',
    type: 'gauge',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'Its CPU quota in cores; absent where there is none.',
  },
  throttledTime: {
    name: 'cgroup_cpu_throttled_seconds_total',
    type: 'counter',
    unit: 's',
    labels: [],
    source: 'collector/poller',
    help: 'Time its tasks were held back by the quota.',
  },
  throttledPeriods: {
    name: 'cgroup_cpu_throttled_periods_total',
    type: 'counter',
    unit: '1',
    labels: [],
    source: 'collector/poller',
    help: 'Periods in which the quota was used up.',
  },
  memoryWorkingSet: {
    name: 'cgroup_memory_working_set_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Its memory less page cache that can be dropped: what the limit kills for.',
  },
  memoryLimit: {
    name: 'cgroup_memory_limit_bytes',
    type: 'gauge',
    unit: 'By',
    labels: [],
    source: 'collector/poller',
    help: 'Its memory limit; absent where there is none.',
  },
})

/** What the poller itself has to say. */
export const POLLER = defineSeries({
  readable: {
    name: 'plimsoll_poller_readable',
    type: 'gauge',
    unit: '1',
    labels: ['subject'],
    source: 'collector/poller',
    help: '1 when this could be read at this scrape, else 0 (missing extension, permission or /proc); the poller’s log says why.',
  },
})
