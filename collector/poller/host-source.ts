import { readFile, statfs } from 'node:fs/promises'
import type { MetricData } from '@opentelemetry/sdk-metrics'
import { CGROUP, HOST } from '../../series/host-series.ts'
import { counterData, gaugeData } from '../../telemetry/metric-data.ts'
import { cgroupPaths, parseCgroup } from './cgroup.ts'
import {
  type Count,
  parseCpu,
  parseDisks,
  parseInterfaces,
  parseLoad,
  parseMemory,
  parseMounts,
  parsePressure,
} from './host-files.ts'
import type { Answer, Source } from './poll.ts'

/** Text of a file, or undefined where it cannot be read. */
export type ReadText = (path: string) => Promise<string | undefined>

const readText: ReadText = (path) => readFile(path, 'utf8').catch(() => undefined)

/** The host, or in a container what the kernel shows of it there, from /proc and /sys: at most 220 series. */
export function hostSource(read: ReadText = readText): Source {
  const ask = async (): Promise<Answer> => {
    const stat = await read('/proc/stat')
    if (stat === undefined) throw new Error('there is no /proc/stat, so there are no series of it')
    const metrics = [
      cpuData(stat),
      loadData(await read('/proc/loadavg')),
      memoryData(await read('/proc/meminfo')),
      networkData(await read('/proc/net/dev')),
      diskData(await read('/proc/diskstats')),
      await filesystemData(await read('/proc/mounts')),
      await pressureData(read),
      await cgroupData(read),
    ]
    const withValues = metrics.flat().filter(({ dataPoints }) => dataPoints.length > 0)
    return { metrics: withValues, parts: new Map() }
  }
  return { ask, close: async () => undefined }
}

const one = (value: number | undefined) => (value === undefined ? [] : [{ labels: {}, value }])

function cpuData(stat: string): MetricData[] {
  const { seconds, cpus } = parseCpu(stat)
  return [
    counterData(
      HOST.cpuTime,
      Object.entries(seconds).map(([state, value]) => ({ labels: { state }, value })),
    ),
    gaugeData(HOST.cpuCount, one(cpus)),
  ]
}

function loadData(loadavg = ''): MetricData[] {
  const [of1m, of5m, of15m] = parseLoad(loadavg)
  return [
    gaugeData(HOST.load1m, one(of1m)),
    gaugeData(HOST.load5m, one(of5m)),
    gaugeData(HOST.load15m, one(of15m)),
  ]
}

function memoryData(meminfo: string | undefined): MetricData[] {
  if (meminfo === undefined) return []
  const { limitBytes, availableBytes, bytes } = parseMemory(meminfo)
  return [
    gaugeData(
      HOST.memoryUsage,
      Object.entries(bytes).map(([state, value]) => ({ labels: { state }, value })),
    ),
    gaugeData(HOST.memoryLimit, one(limitBytes)),
    gaugeData(HOST.memoryAvailable, one(availableBytes)),
  ]
}

const byDirection = (counts: readonly Count[]) =>
  counts.map(({ device, direction, value }) => ({ labels: { device, direction }, value }))

function networkData(dev = ''): MetricData[] {
  return [counterData(HOST.networkIo, byDirection(parseInterfaces(dev)))]
}

function diskData(diskstats = ''): MetricData[] {
  const { bytes, operations, busySeconds } = parseDisks(diskstats)
  return [
    counterData(HOST.diskIo, byDirection(bytes)),
    counterData(HOST.diskOperations, byDirection(operations)),
    counterData(
      HOST.diskIoTime,
      busySeconds.map(({ device, value }) => ({ labels: { device }, value })),
    ),
  ]
}

async function filesystemData(mounts = ''): Promise<MetricData[]> {
  const readings = await Promise.all(
    parseMounts(mounts).map(async (mount) => {
      const space = await statfs(mount.mountpoint).catch(() => undefined)
      if (space === undefined || space.blocks === 0) return []
      const { bsize, blocks, bfree, bavail } = space
      const states = { used: blocks - bfree, free: bavail, reserved: bfree - bavail }
      return Object.entries(states).map(([state, of]) => ({
        labels: { ...mount, state },
        value: of * bsize,
      }))
    }),
  )
  return [gaugeData(HOST.filesystemUsage, readings.flat())]
}

async function pressureData(read: ReadText): Promise<MetricData[]> {
  const readings = await Promise.all(
    ['cpu', 'memory', 'io'].map(async (resource) =>
      parsePressure((await read(`/proc/pressure/${resource}`)) ?? '').map(({ share, seconds }) => ({
        labels: { resource, share },
        value: seconds,
      })),
    ),
  )
  return [counterData(HOST.pressure, readings.flat())]
}

async function cgroupData(read: ReadText): Promise<MetricData[]> {
  const files = new Map<string, string>()
  for (const path of cgroupPaths((await read('/proc/self/cgroup')) ?? '')) {
    const text = await read(path)
    if (text !== undefined) files.set(path, text)
  }
  const of = parseCgroup(files)
  return [
    counterData(CGROUP.cpuTime, one(of.cpuSeconds)),
    gaugeData(CGROUP.cpuLimit, one(of.cpuLimitCores)),
    counterData(CGROUP.throttledTime, one(of.throttledSeconds)),
    counterData(CGROUP.throttledPeriods, one(of.throttledPeriods)),
    gaugeData(CGROUP.memoryWorkingSet, one(of.workingSetBytes)),
    gaugeData(CGROUP.memoryLimit, one(of.memoryLimitBytes)),
  ]
}
