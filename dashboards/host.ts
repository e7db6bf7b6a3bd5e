import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import * as panelQueries from '../queries/panel-host-queries.ts'
import { HOST } from '../series/host-series.ts'
import { framedDashboard } from './dashboard-frame.ts'
import type { DashboardJson } from './dashboard-json.ts'
import { type LimitedSpec, limitedPanels } from './panels/limited-panels.ts'
import { processSpecs } from './panels/resource-panels.ts'

/** "Is it the machine?" for whoever runs it: the process and its host, each against what it may use. */
export function hostDashboard(contract: Contract): DashboardJson {
  const section = (title: string, specs: readonly LimitedSpec[], width = 8) => ({
    title,
    width,
    height: 7,
    panels: limitedPanels(contract, specs),
  })
  return framedDashboard(contract, {
    uid: DASHBOARD_UIDS.host,
    title: `${contract.service.name}: host`,
    description:
      'The service’s process, and the host and control group its poller lives on: in a container that is the container.',
    byRun: false,
    from: 'now-15m',
    sections: [
      section('The service’s process', processSpecs(contract)),
      section('CPU of the host', cpuSpecs(contract), 6),
      section('Memory of the host', memorySpecs(contract)),
      section('Network', networkSpecs(contract), 12),
      section('Disks', diskSpecs(contract)),
    ],
  })
}

function cpuSpecs(contract: Contract): LimitedSpec[] {
  const load = (series: typeof HOST.load1m | typeof HOST.load5m, legend: string) => ({
    expr: panelQueries.hostMax(contract, series),
    legend,
  })
  return [
    {
      title: 'CPU by state',
      description: 'Share of all CPUs’ time. Steal is what the hypervisor gave to others.',
      unit: 'percentunit',
      queries: [
        { expr: panelQueries.hostCpuByState(contract), legend: '{{state}}' },
        { expr: panelQueries.hostCpuBusy(contract), legend: 'all in use' },
      ],
    },
    {
      title: 'Load',
      description: 'Threads that run or wait to run. More than there are CPUs: they queue.',
      unit: 'short',
      queries: [
        load(HOST.load1m, '1 min'),
        load(HOST.load5m, '5 min'),
        {
          expr: panelQueries.hostMax(contract, HOST.cpuCount),
          legend: 'CPUs',
          reference: true,
        },
      ],
    },
    {
      title: 'Pressure',
      description: 'Share of time in which some task waited for CPU, memory or I/O (PSI).',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.hostPressure(contract), legend: '{{resource}}' }],
    },
    {
      title: 'CPU of the control group',
      description:
        'Cores the poller’s control group uses, and time its quota held it back; the host’s CPUs where there is no quota.',
      unit: 'short',
      queries: [
        { expr: panelQueries.cgroupCores(contract), legend: 'used' },
        { expr: panelQueries.cgroupThrottled(contract), legend: 'held back' },
        { expr: panelQueries.cgroupCoreLimit(contract), legend: 'quota', reference: true },
      ],
    },
  ]
}

function memorySpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Memory by state',
      description: 'Used, and what caches can give back.',
      unit: 'bytes',
      queries: [
        { expr: panelQueries.hostMemoryByState(contract), legend: '{{state}}' },
        {
          expr: panelQueries.hostMax(contract, HOST.memoryLimit),
          legend: 'all',
          reference: true,
        },
      ],
    },
    {
      title: 'Memory taken',
      description: 'Share that could not be had without swapping.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.hostMemoryTaken(contract), legend: 'taken' }],
    },
    {
      title: 'Memory of the control group',
      description:
        'Memory of the poller’s control group less cache that can be dropped, and its limit; the host’s where there is none.',
      unit: 'bytes',
      queries: [
        { expr: panelQueries.cgroupMemory(contract), legend: 'used' },
        { expr: panelQueries.cgroupMemoryLimit(contract), legend: 'limit', reference: true },
      ],
    },
  ]
}

function networkSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Network I/O',
      description: 'Bytes received and sent by the host; loopback and bridges do not count.',
      unit: 'Bps',
      queries: [{ expr: panelQueries.hostNetwork(contract), legend: '{{instance}}' }],
      limit: 'network_bytes_per_second',
    },
    {
      title: 'Network by interface',
      description: 'Loopback too: that is where a local stack’s traffic goes.',
      unit: 'Bps',
      queries: [
        {
          expr: panelQueries.hostTraffic(contract, HOST.networkIo),
          legend: '{{device}} {{direction}}',
        },
      ],
    },
  ]
}

function diskSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Disk I/O',
      description: 'Bytes read from and written to whole disks.',
      unit: 'Bps',
      queries: [{ expr: panelQueries.hostDisk(contract), legend: '{{instance}}' }],
      limit: 'disk_bytes_per_second',
    },
    {
      title: 'Disk by device',
      description: 'The same by disk and direction.',
      unit: 'Bps',
      queries: [
        {
          expr: panelQueries.hostTraffic(contract, HOST.diskIo),
          legend: '{{device}} {{direction}}',
        },
      ],
    },
    {
      title: 'Disk operations',
      description: 'Reads and writes a second.',
      unit: 'reqps',
      queries: [{ expr: panelQueries.hostDiskOperations(contract), legend: '{{direction}}' }],
    },
    {
      title: 'Disk busy',
      description: 'Share of time with at least one operation under way.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.hostDiskBusy(contract), legend: '{{device}}' }],
    },
    {
      title: 'File systems',
      description: 'Share that is used, of what may be used.',
      unit: 'percentunit',
      queries: [{ expr: panelQueries.filesystemUsed(contract), legend: '{{mountpoint}}' }],
    },
  ]
}
