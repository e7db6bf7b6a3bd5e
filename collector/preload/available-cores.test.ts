import assert from 'node:assert/strict'
import { test } from 'node:test'
import { availableCores } from './available-cores.ts'

const files = (texts: Readonly<Record<string, string>>) => (path: string) => texts[path]

test('without a quota all cores of the host are available', () => {
  assert.equal(availableCores(files({}), 8), 8)
  const unlimited = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }
  assert.equal(availableCores(files(unlimited), 8), 8)
})

test('with cgroup v2 the tightest quota on the way up counts', () => {
  const texts = {
    '/proc/self/cgroup': '0::/pods/web\n',
    '/sys/fs/cgroup/pods/web/cpu.max': '400000 100000\n',
    '/sys/fs/cgroup/pods/cpu.max': '150000 100000\n',
  }

  assert.equal(availableCores(files(texts), 8), 1.5)
})

test('with cgroup v1 the quota is found by the controller; -1 is none', () => {
  const texts = {
    '/proc/self/cgroup': '4:memory:/docker/a\n3:cpu,cpuacct:/docker/a\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  }

  assert.equal(availableCores(files(texts), 8), 0.5)
  const none = { ...texts, '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n' }
  assert.equal(availableCores(files(none), 8), 8)
})

test('a quota above the host has no more than the host', () => {
  const texts = {
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.max': '1600000 100000\n',
  }

  assert.equal(availableCores(files(texts), 8), 8)
})
