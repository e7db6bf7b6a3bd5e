import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { startDetachedStack } from './detached-stack.ts'
import { isRunning, processIdentity } from './process-state.ts'
import { stackStatus, stopStack } from './running-stack.ts'
import { runtimeFolderAt } from './runtime-folder.ts'
import { aFolder } from './test-support/a-folder.ts'
import { waitUntil } from './wait-until.ts'

/** A foreground command whose stack has one component, a node script that is ready at once. */
function aCommand(folder: string, script: string, before = '') {
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const program = `
    import { OwnedStack } from ${module('./owned-stack.ts')}
    import { runtimeFolderAt } from ${module('./runtime-folder.ts')}
    import { Supervisor } from ${module('./supervisor.ts')}
    import { tryLock } from ${module('./file-lock.ts')}
    ${before}
    const runtime = runtimeFolderAt(${JSON.stringify(folder)})
    const lock = tryLock(runtime.lockFile)
    const spec = {
      name: 'demo', command: process.execPath, args: ['-e', ${JSON.stringify(script)}],
      env: {}, cwd: runtime.path, ready: { check: async () => true, deadlineMs: 5000 },
      stop: { signal: 'SIGTERM', deadlineMs: 5000 },
    }
    const place = { logFolder: runtime.logs, recordFile: runtime.recordFile, say: () => undefined }
    const supervisor = new Supervisor([{ name: 'demo', needs: [], afterCrash: 'leave', spec }], place)
    const stack = new OwnedStack(supervisor, { runtime, ports: {} })
    await stack.start()
    await stack.stopped
    lock.release()`
  const runtime = runtimeFolderAt(folder)
  const args = ['--input-type=module', '-e', program]
  return { runtime, command: process.execPath, args, cwd: folder }
}

test('a detached owner reports ready, answers for its status, and stops when told to', async (t) => {
  const command = aCommand(aFolder(t), 'setInterval(() => {}, 1000)')
  const states: string[] = []
  const status = await startDetachedStack({
    ...command,
    onChange: ({ name, state }) => states.push(`${name} ${state}`),
  })

  const owner = processIdentity(status.pid)
  const child = processIdentity(status.components[0]?.pid ?? 0)
  assert.ok(owner && child)
  assert.notEqual(owner.pid, process.pid)
  assert.equal(states.at(-1), 'demo ready')
  await assert.rejects(startDetachedStack(command), { code: 'ALREADY_RUNNING' })

  assert.deepEqual(await stopStack(command.runtime), ['demo'])

  assert.ok(!isRunning(child))
  assert.ok(await waitUntil(() => !isRunning(owner), 5_000))
})

test('an owner that fails before its stack starts is an error with the end of its log', async (t) => {
  const command = aCommand(aFolder(t), '', `throw new Error('the contract is torn')`)

  await assert.rejects(startDetachedStack(command), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'PROCESS_FAILED')
    assert.match(error.message, /the contract is torn/)
    return true
  })
})

test('the socket of an owner that was killed is stale: nothing runs, and a start succeeds', async (t) => {
  const command = aCommand(aFolder(t), 'setInterval(() => {}, 1000)')
  const first = await startDetachedStack(command)
  const owner = processIdentity(first.pid)
  assert.ok(owner)
  process.kill(owner.pid, 'SIGKILL')
  assert.ok(await waitUntil(() => !isRunning(owner), 5_000))

  assert.equal(await stackStatus(command.runtime), undefined)

  const second = await startDetachedStack(command)
  assert.equal(second.state, 'ready')
  await stopStack(command.runtime)
})
