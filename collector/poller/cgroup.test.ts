import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cgroupPaths, parseCgroup } from './cgroup.ts'

/** What of these files the poller reads from the paths it looks at. */
function readFrom(selfCgroup: string, files: Readonly<Record<string, string>>) {
  return parseCgroup(
    new Map(
      cgroupPaths(selfCgroup).flatMap((path) => {
        const text = files[path]
        return text === undefined ? [] : [[path, text] as const]
      }),
    ),
  )
}

test('in a Docker container with cgroup v1 the mount’s own folder has the limits', () => {
  // Recorded from `docker run --memory 64m --cpus 0.5` on cgroup v1: the path is the host's, not the container's.
  const group = '/docker/7149c6d450c16c1f288f28975b86514153be46fc760a2fb4b040f0ccb88a4229'
  const read = readFrom(`4:memory:${group}\n2:cpuacct:${group}\n1:cpu:${group}\n0::${group}\n`, {
    '/sys/fs/cgroup/cpu/cpu.stat': 'nr_periods 9\nnr_throttled 2\nthrottled_time 35000000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpuacct/cpuacct.usage': '28942685\n',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1236992\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '67108864\n',
    '/sys/fs/cgroup/memory/memory.stat': 'inactive_file 4096\ntotal_inactive_file 8192\n',
  })

  assert.deepEqual(read, {
    cpuSeconds: 28_942_685 * 1e-9,
    cpuLimitCores: 0.5,
    throttledSeconds: 35_000_000 * 1e-9,
    throttledPeriods: 2,
    workingSetBytes: 1_236_992 - 8192,
    memoryLimitBytes: 67_108_864,
  })
})

test('with cgroup v1 a quota of -1 and the largest number are no limits', () => {
  const read = readFrom('4:memory:/\n1:cpu:/\n', {
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  })

  assert.equal(read.cpuLimitCores, undefined)
  assert.equal(read.memoryLimitBytes, undefined)
})

test('with cgroup v2 the group’s own files come before the mount’s', () => {
  const read = readFrom('0::/kubepods/web\n', {
    '/sys/fs/cgroup/kubepods/web/cpu.max': '150000 100000\n',
    '/sys/fs/cgroup/kubepods/web/cpu.stat':
      'usage_usec 2500000\nnr_periods 40\nnr_throttled 4\nthrottled_usec 120000\n',
    '/sys/fs/cgroup/cpu.stat': 'usage_usec 99000000\n',
    '/sys/fs/cgroup/kubepods/web/memory.current': '50000000\n',
    '/sys/fs/cgroup/kubepods/web/memory.max': 'max\n',
    '/sys/fs/cgroup/kubepods/web/memory.stat': 'anon 1\ninactive_file 20000000\n',
  })

  assert.deepEqual(read, {
    cpuSeconds: 2.5,
    cpuLimitCores: 1.5,
    throttledSeconds: 0.12,
    throttledPeriods: 4,
    workingSetBytes: 30_000_000,
    memoryLimitBytes: undefined,
  })
})

test('without control groups nothing is known', () => {
  assert.ok(Object.values(readFrom('', {})).every((value) => value === undefined))
})
