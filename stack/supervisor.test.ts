import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Component, ComponentName, ComponentStatus } from './component.ts'
import { runningRecords } from './process-records.ts'
import { processIdentity } from './process-state.ts'
import { Supervisor } from './supervisor.ts'
import { aFolder } from './test-support/a-folder.ts'
import { aScript, FOREVER } from './test-support/a-script.ts'
import { waitUntil } from './wait-until.ts'

function aComponent(
  folder: string,
  name: ComponentName,
  change: Partial<Component> & { script?: string } = {},
): Component {
  const { script = FOREVER, ...rest } = change
  return { name, needs: [], afterCrash: 'leave', spec: aScript(folder, script, { name }), ...rest }
}

function aSupervisor(folder: string, components: readonly Component[]) {
  const changes: string[] = []
  const pids: number[] = []
  const said: string[] = []
  const recordFile = join(folder, 'processes.json')
  const onChange = ({ name, state, pid }: ComponentStatus) => {
    changes.push(`${name} ${state}`)
    if (pid) pids.push(pid)
  }
  const options = {
    logFolder: join(folder, 'logs'),
    recordFile,
    onChange,
    say: (line: string) => said.push(line),
  }
  return { supervisor: new Supervisor(components, options), changes, pids, said, recordFile }
}

test('a component starts after what it needs and stops before it', async (t) => {
  const folder = aFolder(t)
  const demo = aComponent(folder, 'demo', { needs: ['redis'] })
  const { supervisor, changes, recordFile } = aSupervisor(folder, [
    demo,
    aComponent(folder, 'redis'),
  ])
  await supervisor.startAll()
  assert.deepEqual(
    runningRecords(recordFile).map(({ name }) => name),
    ['redis', 'demo'],
  )
  await supervisor.stopAll()

  assert.deepEqual(changes, [
    'demo waiting',
    'redis waiting',
    'redis starting',
    'redis ready',
    'demo starting',
    'demo ready',
    'demo stopping',
    'demo stopped',
    'redis stopping',
    'redis stopped',
  ])
  assert.deepEqual(runningRecords(recordFile), [])
})

test('when one component fails, the others are stopped and its own error is thrown', async (t) => {
  const folder = aFolder(t)
  const { supervisor, pids } = aSupervisor(folder, [
    aComponent(folder, 'redis'),
    aComponent(folder, 'server', { needs: ['redis'], script: 'process.exit(1)' }),
  ])

  await assert.rejects(supervisor.startAll(), /^PlimsollError: server ended before it was ready/)

  assert.equal(pids.length > 0, true)
  assert.deepEqual(pids.filter(processIdentity), [])
})

test('a component that can be repaired gets one more attempt', async (t) => {
  const folder = aFolder(t)
  let repairs = 0
  const repair = async () => ++repairs > 0
  const script = `const fs = require('node:fs'); if (!fs.existsSync('tried')) {
    fs.writeFileSync('tried', ''); process.exit(1) }; ${FOREVER}`
  const { supervisor } = aSupervisor(folder, [aComponent(folder, 'postgresql', { script, repair })])
  await supervisor.startAll()
  await supervisor.stopAll()

  assert.equal(repairs, 1)
})

test('what is watched stays down when it ends by itself, which is said, and can be brought back', async (t) => {
  const folder = aFolder(t)
  const { supervisor, pids, said } = aSupervisor(folder, [aComponent(folder, 'demo')])
  await supervisor.startAll()
  process.kill(pids[0] ?? 0, 'SIGKILL')
  const state = () => supervisor.statuses()[0]?.state

  assert.ok(await waitUntil(() => state() === 'ended', 5_000))
  assert.match(
    said.join(),
    /^demo ended by itself \(SIGKILL\) and stays down; its log: .*demo\.log$/,
  )

  await supervisor.start('demo')
  assert.equal(state(), 'ready')
  await supervisor.stopAll()
})

test('what watches is started again in its old folder, and that is said', async (t) => {
  const folder = aFolder(t)
  let prepared = 0
  const { supervisor, pids, said, changes } = aSupervisor(folder, [
    aComponent(folder, 'prometheus', {
      afterCrash: 'start-again',
      prepare: async () => void prepared++,
    }),
  ])
  await supervisor.startAll()
  process.kill(pids[0] ?? 0, 'SIGKILL')

  assert.ok(await waitUntil(() => pids.length === 2, 10_000), changes.join())
  assert.equal(prepared, 1)
  assert.deepEqual(said, ['prometheus ended by itself (SIGKILL); it is started again in 1 s'])
  await supervisor.stopAll()
  assert.deepEqual(pids.filter(processIdentity), [])
})

test('a component that does not come back is tried again more and more seldom, and stops for good when asked', async (t) => {
  const folder = aFolder(t)
  const script = `const fs = require('node:fs'); if (fs.existsSync('tried')) process.exit(7);
    fs.writeFileSync('tried', ''); ${FOREVER}`
  const { supervisor, pids, said } = aSupervisor(folder, [
    aComponent(folder, 'poller', { afterCrash: 'start-again', script }),
  ])
  await supervisor.startAll()
  process.kill(pids[0] ?? 0, 'SIGKILL')

  assert.ok(await waitUntil(() => said.length === 2, 10_000), said.join())
  assert.match(
    said[1] ?? '',
    /^poller (ended by itself|did not come back).*; it is started again in 2 s$/,
  )
  assert.equal(supervisor.statuses()[0]?.state, 'ended')
  await supervisor.stopAll()
})
