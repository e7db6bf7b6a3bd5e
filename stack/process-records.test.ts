import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { endLeftovers, runningRecords, writeRecords } from './process-records.ts'
import { isRunning, processIdentity } from './process-state.ts'
import { aFolder } from './test-support/a-folder.ts'
import { FOREVER } from './test-support/a-script.ts'
import { waitUntil } from './wait-until.ts'

test('what an earlier owner left running is ended by name and pid', async (t) => {
  const path = join(aFolder(t), 'processes.json')
  const left = spawn(process.execPath, ['-e', FOREVER])
  const identity = processIdentity(left.pid ?? 0)
  assert.ok(identity)
  writeRecords(path, [{ ...identity, name: 'redis', signal: 'SIGTERM' }])

  assert.deepEqual(await endLeftovers(path), ['redis'])

  assert.ok(!isRunning(identity))
  assert.deepEqual(runningRecords(path), [])
})

test('a later process that got the same pid is left alone', async (t) => {
  const path = join(aFolder(t), 'processes.json')
  const started = 'before this process'
  writeRecords(path, [{ pid: process.pid, started, name: 'redis', signal: 'SIGKILL' }])

  assert.deepEqual(await endLeftovers(path), [])
})

test('a damaged list names nothing', (t) => {
  const path = join(aFolder(t), 'processes.json')
  writeFileSync(path, '{"half":')

  assert.deepEqual(runningRecords(path), [])
})

test('a zombie counts as ended', async (t) => {
  if (process.platform !== 'linux') return t.skip('reads /proc')
  // The shell becomes `sleep`, which never waits for the child it inherits: that stays a zombie.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'])
  t.after(() => parent.kill('SIGKILL'))
  const [line] = await parent.stdout.take(1).toArray()
  const zombie = Number(String(line))

  assert.ok(await waitUntil(() => processIdentity(zombie) === undefined, 5_000))
  process.kill(zombie, 0)
})
