/** What the control group of the poller uses and may use; undefined where the kernel does not say. */
export interface Cgroup {
  readonly cpuSeconds?: number | undefined
  readonly cpuLimitCores?: number | undefined
  readonly throttledSeconds?: number | undefined
  readonly throttledPeriods?: number | undefined
  readonly workingSetBytes?: number | undefined
  readonly memoryLimitBytes?: number | undefined
}

const V2_FILES = ['cpu.stat', 'cpu.max', 'memory.current', 'memory.max', 'memory.stat']
const V1_FILES: Readonly<Record<string, readonly string[]>> = {
  cpu: ['cpu.stat', 'cpu.cfs_quota_us', 'cpu.cfs_period_us'],
  cpuacct: ['cpuacct.usage'],
  memory: ['memory.usage_in_bytes', 'memory.limit_in_bytes', 'memory.stat'],
}
/** From here on a v1 limit means none: 2^63 less a page (cgroup-v1/memory.rst); no machine has 4 EiB. */
const NO_LIMIT_BYTES = 2 ** 62

/**
 * Files of the groups named in /proc/self/cgroup, most special first. Inside a container the path may be the
 * host's, and only the mount's own folder is there: it is the last of each.
 */
export function cgroupPaths(selfCgroup: string): string[] {
  return selfCgroup.split('\n').flatMap((line) => {
    const [, controllers = '', ...rest] = line.split(':')
    if (rest.length === 0) return []
    const group = rest.join(':').replace(/\/$/, '')
    const folders = (mount: string) => [...new Set([`${mount}${group}`, mount])]
    if (controllers === '') {
      return folders('/sys/fs/cgroup').flatMap((of) => V2_FILES.map((name) => `${of}/${name}`))
    }
    return controllers
      .split(',')
      .flatMap((controller) =>
        folders(`/sys/fs/cgroup/${controllers}`).flatMap((of) =>
          (V1_FILES[controller] ?? []).map((name) => `${of}/${name}`),
        ),
      )
  })
}

/**
 * Reads the files that are there; the first of a name counts
 * (https://docs.kernel.org/admin-guide/cgroup-v2.html, cgroup-v1/memory.html, scheduler/sched-bwc.html).
 *
 * @param files texts by path, in the order of `cgroupPaths`
 */
export function parseCgroup(files: ReadonlyMap<string, string>): Cgroup {
  const text = (name: string): string | undefined =>
    [...files].find(([path]) => path.endsWith(`/${name}`))?.[1].trim()
  const field = (file: string, name: string, unit = 1): number | undefined =>
    number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text(file) ?? '')?.[1], unit)
  const [quotaV2, periodV2] = text('cpu.max')?.split(' ') ?? []
  const memory = number(text('memory.current') ?? text('memory.usage_in_bytes'))
  const droppable =
    field('memory.stat', 'total_inactive_file') ?? field('memory.stat', 'inactive_file') ?? 0
  const limit = number(text('memory.max') ?? text('memory.limit_in_bytes'))
  return {
    cpuSeconds: field('cpu.stat', 'usage_usec', 1e-6) ?? number(text('cpuacct.usage'), 1e-9),
    cpuLimitCores:
      cores(quotaV2, periodV2) ?? cores(text('cpu.cfs_quota_us'), text('cpu.cfs_period_us')),
    throttledSeconds:
      field('cpu.stat', 'throttled_usec', 1e-6) ?? field('cpu.stat', 'throttled_time', 1e-9),
    throttledPeriods: field('cpu.stat', 'nr_throttled'),
    workingSetBytes: memory === undefined ? undefined : Math.max(0, memory - droppable),
    memoryLimitBytes: limit !== undefined && limit < NO_LIMIT_BYTES ? limit : undefined,
  }
}

function number(text: string | undefined, unit = 1): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * unit : undefined
}

/** Quota over period; `max` (v2) and -1 (v1) are no numbers, so they limit nothing. */
function cores(quota: string | undefined, period: string | undefined): number | undefined {
  const [used, of] = [number(quota), number(period)]
  return used !== undefined && of ? used / of : undefined
}
