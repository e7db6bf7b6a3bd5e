import { DERIVED_DISKS, PASSING_INTERFACES } from '../../series/host-series.ts'

/** A counter of a device, by direction. */
export interface Count {
  readonly device: string
  readonly direction: string
  readonly value: number
}

/** More devices than this are no list a person reads, and each is a series. */
const MOST_DEVICES = 16
/** The kernel shows user space a hundredth of a second, whatever its own tick (proc_stat(5)). */
const TICKS_PER_SECOND = 100
/** Of /proc/diskstats, whatever the disk's own (Documentation/admin-guide/iostats.rst). */
const SECTOR_BYTES = 512

const CPU_STATES = ['user', 'nice', 'system', 'idle', 'wait', 'interrupt', 'softirq', 'steal']

/** Reads /proc/stat: seconds by state over all CPUs (guest time is in user already), and how many CPUs there are. */
export function parseCpu(stat: string): { seconds: Record<string, number>; cpus: number } {
  const [, ...ticks] = /^cpu .*$/m.exec(stat)?.[0].split(/\s+/) ?? []
  const seconds = CPU_STATES.map((state, i) => [state, Number(ticks[i] ?? 0) / TICKS_PER_SECOND])
  return { seconds: Object.fromEntries(seconds), cpus: stat.match(/^cpu\d+ /gm)?.length ?? 0 }
}

/** Reads /proc/loadavg: 1, 5 and 15 minutes. */
export function parseLoad(loadavg: string): number[] {
  return loadavg.split(' ').slice(0, 3).map(Number).filter(Number.isFinite)
}

/** Reads /proc/meminfo. The states add up to the whole: what is not free or cache is used. */
export function parseMemory(meminfo: string) {
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(meminfo)?.[1] ?? 0)
  const kept = {
    free: bytes('MemFree'),
    buffered: bytes('Buffers'),
    cached: bytes('Cached'),
    slab_reclaimable: bytes('SReclaimable'),
  }
  const limitBytes = bytes('MemTotal')
  const notUsed = Object.values(kept).reduce((sum, each) => sum + each, 0)
  const used = Math.max(0, limitBytes - notUsed)
  return { limitBytes, availableBytes: bytes('MemAvailable'), bytes: { used, ...kept } }
}

const PASSING = new RegExp(`^(${PASSING_INTERFACES})$`)

/** Reads /proc/net/dev: bytes by interface, in the network namespace the poller is in. */
export function parseInterfaces(dev: string): Count[] {
  return [...dev.matchAll(/^ *([^\s:]+): *(.*)$/gm)]
    .map(([, device = '', fields = '']) => ({ device, fields: fields.split(/\s+/) }))
    .filter(({ device }) => !PASSING.test(device))
    .slice(0, MOST_DEVICES)
    .flatMap(({ device, fields }) => [
      { device, direction: 'receive', value: Number(fields[0]) },
      { device, direction: 'transmit', value: Number(fields[8]) },
    ])
}

const DERIVED = new RegExp(`^(${DERIVED_DISKS})$`)

/** Reads /proc/diskstats: whole disks only, so that a sum counts each byte once. */
export function parseDisks(diskstats: string) {
  const disks = diskstats
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([, , device = '', ...fields]) => ({ device, fields: fields.map(Number) }))
    .filter(({ device, fields }) => fields.length >= 10 && !DERIVED.test(device))
    .slice(0, MOST_DEVICES)
  const counts = (read: number, write: number, unit: number): Count[] =>
    disks.flatMap(({ device, fields }) => [
      { device, direction: 'read', value: (fields[read] ?? 0) * unit },
      { device, direction: 'write', value: (fields[write] ?? 0) * unit },
    ])
  return {
    operations: counts(0, 4, 1),
    bytes: counts(2, 6, SECTOR_BYTES),
    busySeconds: disks.map(({ device, fields }) => ({ device, value: (fields[9] ?? 0) / 1000 })),
  }
}

/** Loop devices are read-only images, which are always full. */
const ON_DISK = /^\/dev\/(?!loop|ram|zram|sr|fd)/

/**
 * Reads /proc/mounts: the root and each file system on a disk once. Network file systems are left out,
 * because to ask one whose server is gone hangs.
 */
export function parseMounts(mounts: string) {
  const found = new Map<string, { device: string; mountpoint: string; type: string }>()
  for (const line of mounts.split('\n')) {
    const [device = '', mountpoint = '', type = ''] = line.split(' ').map(unescaped)
    if (!ON_DISK.test(device) && mountpoint !== '/') continue
    if (!found.has(device)) found.set(device, { device, mountpoint, type })
  }
  return [...found.values()].slice(0, MOST_DEVICES)
}

/** Blanks and the like stand as octal numbers: `\040`. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )

/** Reads one file of /proc/pressure (PSI): microseconds in which some, or all, tasks waited. */
export function parsePressure(text: string): { share: string; seconds: number }[] {
  return [...text.matchAll(/^(some|full) .*total=(\d+)$/gm)].map(([, share = '', total]) => ({
    share,
    seconds: Number(total) / 1_000_000,
  }))
}
