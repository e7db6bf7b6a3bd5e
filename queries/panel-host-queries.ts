import type { Contract } from '../contract/schema.ts'
import { CGROUP, HOST, POLLER } from '../series/host-series.ts'
import { foreign, PANEL_WINDOW, type Served } from './panel-queries.ts'
import { diskBytesPerSecond, networkBytesPerSecond, WHOLE_DISKS } from './resource-queries.ts'
import type { Match } from './selector.ts'

/** CPU time that nobody used. */
const UNUSED: Match = { re: 'idle|wait' }

const cpuRate = (contract: Served, state?: Match): string =>
  `(rate(${foreign(contract, HOST.cpuTime, { state })}[${PANEL_WINDOW}]))`

/** Share of the host's CPU time by what it went into. */
export function hostCpuByState(contract: Served): string {
  const used = `sum by (state) ${cpuRate(contract, { not: 'idle' })}`
  return `${used} / on() group_left() sum ${cpuRate(contract)}`
}

/** Share of the host's CPU time that somebody used. */
export function hostCpuBusy(contract: Served): string {
  return `1 - sum ${cpuRate(contract, UNUSED)} / sum ${cpuRate(contract)}`
}

/** Share of the host's memory that could not be had without swapping. */
export function hostMemoryTaken(contract: Served): string {
  const available = `max(${foreign(contract, HOST.memoryAvailable)})`
  return `1 - ${available} / max(${foreign(contract, HOST.memoryLimit)})`
}

/** The host's memory in bytes by state. */
export const hostMemoryByState = (contract: Served): string =>
  `sum by (state) (${foreign(contract, HOST.memoryUsage)})`

/** A gauge of the host; of several hosts the highest. */
export const hostMax = (contract: Served, series: (typeof HOST)[keyof typeof HOST]): string =>
  `max(${foreign(contract, series)})`

/** Network traffic in bytes a second, against `networkIo`. */
export const hostNetwork = (contract: Pick<Contract, 'service'>): string =>
  networkBytesPerSecond(contract, PANEL_WINDOW)

/** Disk traffic in bytes a second, against `diskIo`. */
export const hostDisk = (contract: Pick<Contract, 'service'>): string =>
  diskBytesPerSecond(contract, PANEL_WINDOW)

/** Bytes a second by device and direction. */
export const hostTraffic = (
  contract: Served,
  series: typeof HOST.networkIo | typeof HOST.diskIo,
): string => `sum by (device, direction) (rate(${foreign(contract, series)}[${PANEL_WINDOW}]))`

/** Operations a second of the disks, by direction. */
export const hostDiskOperations = (contract: Served): string =>
  `sum by (direction) (rate(${foreign(contract, HOST.diskOperations, { device: WHOLE_DISKS })}[${PANEL_WINDOW}]))`

/** Share of time each disk was busy. */
export const hostDiskBusy = (contract: Served): string =>
  `max by (device) (rate(${foreign(contract, HOST.diskIoTime, { device: WHOLE_DISKS })}[${PANEL_WINDOW}]))`

/** Share of each file system that is used, of what may be used. */
export function filesystemUsed(contract: Served): string {
  const of = (state: Match): string =>
    `max by (device, mountpoint) (${foreign(contract, HOST.filesystemUsage, { state })})`
  return `${of('used')} / (${of('used')} + ${of('free')})`
}

/** Share of time in which some task waited, by what it waited for. */
export const hostPressure = (contract: Served): string =>
  `max by (resource) (rate(${foreign(contract, HOST.pressure, { share: 'some' })}[${PANEL_WINDOW}]))`

/** Cores the poller's control group uses. */
export const cgroupCores = (contract: Served): string =>
  `sum(rate(${foreign(contract, CGROUP.cpuTime)}[${PANEL_WINDOW}]))`

/** Cores it may use: its quota, else the host's. */
export const cgroupCoreLimit = (contract: Served): string =>
  `min(${foreign(contract, CGROUP.cpuLimit)} or ${foreign(contract, HOST.cpuCount)})`

/** Cores' worth of time its tasks were held back. */
export const cgroupThrottled = (contract: Served): string =>
  `sum(rate(${foreign(contract, CGROUP.throttledTime)}[${PANEL_WINDOW}])) or vector(0)`

/** Its memory in bytes; the host's used memory where there is no group. */
export const cgroupMemory = (contract: Served): string =>
  `max(${foreign(contract, CGROUP.memoryWorkingSet)} or ${foreign(contract, HOST.memoryUsage, { state: 'used' })})`

/** What it may hold: its limit, else the host's memory. */
export const cgroupMemoryLimit = (contract: Served): string =>
  `min(${foreign(contract, CGROUP.memoryLimit)} or ${foreign(contract, HOST.memoryLimit)})`

/** Parts that the poller could not read: an extension, a permission, /proc. */
export const unreadableParts = (contract: Served): string =>
  `sum(1 - ${foreign(contract, POLLER.readable)})`
