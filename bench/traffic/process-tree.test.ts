import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { treeUsage } from './process-tree.ts'

const skip = existsSync('/proc/self/stat') ? false : 'there is no /proc here'

test('memory and CPU time of a process are those of all its descendants', { skip }, async () => {
  const alone = treeUsage(process.pid)
  const script = `"${process.execPath}" -e "console.log(1); setInterval(() => {}, 1e6)"; true`
  const shell = spawn('sh', ['-c', script], { detached: true }) // a group of its own: both end together
  assert.ok(shell.pid)
  await once(shell.stdout, 'data')
  const both = treeUsage(process.pid)
  const child = treeUsage(shell.pid)
  process.kill(-shell.pid)
  await once(shell, 'close')

  assert.ok(child.peakMb > 20, 'a Node under a shell counts with the shell')
  assert.ok(both.peakMb >= alone.peakMb + child.peakMb)
  assert.ok(both.cpuSeconds >= alone.cpuSeconds)
})

test('a process that is not there uses nothing', { skip }, () => {
  assert.deepEqual(treeUsage(2 ** 30), { cpuSeconds: 0, peakMb: 0 })
})
