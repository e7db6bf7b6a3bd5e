/** Text of a file, or undefined where it cannot be read. */
export type ReadText = (path: string) => string | undefined

/**
 * Cores the process may use: the tightest CPU quota of its cgroups (v2 `cpu.max`, v1 `cpu.cfs_quota_us`), at most the
 * host's cores (https://docs.kernel.org/admin-guide/cgroup-v2.html, cgroup-v1/../scheduler/sched-bwc).
 */
export function availableCores(readText: ReadText, hostCores: number): number {
  const groups = (readText('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'))
  const quotas = groups.flatMap(([, controllers = '', ...path]) => {
    const group = path.join(':')
    if (controllers === '') return quotasUpward(readText, '/sys/fs/cgroup', group, coresOfV2)
    return controllers.split(',').includes('cpu')
      ? quotasUpward(readText, `/sys/fs/cgroup/${controllers}`, group, coresOfV1)
      : []
  })
  return Math.min(hostCores, ...quotas)
}

type CoresOf = (readText: ReadText, folder: string) => number | undefined

/** Every group on the way up limits; inside a container the path may be the host's, and only the mount's root is there. */
function quotasUpward(readText: ReadText, mount: string, path: string, coresOf: CoresOf): number[] {
  const parts = path.split('/').filter((part) => part !== '')
  return [...parts, ''].flatMap((_, i) => {
    const folder = [mount, ...parts.slice(0, i)].join('/')
    return coresOf(readText, folder) ?? []
  })
}

function coresOfV2(readText: ReadText, folder: string): number | undefined {
  const [quota = 'max', period = '100000'] = (readText(`${folder}/cpu.max`) ?? '').trim().split(' ')
  return positiveRatio(Number(quota), Number(period))
}

function coresOfV1(readText: ReadText, folder: string): number | undefined {
  const quota = Number(readText(`${folder}/cpu.cfs_quota_us`) ?? Number.NaN) // -1: no limit
  return positiveRatio(quota, Number(readText(`${folder}/cpu.cfs_period_us`) ?? Number.NaN))
}

function positiveRatio(quota: number, period: number): number | undefined {
  return quota > 0 && period > 0 ? quota / period : undefined
}
