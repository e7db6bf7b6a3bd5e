import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { childrenDieWithOwner } from './owned-command.ts'
import { startProcess } from './owned-process.ts'
import { isRunning, processIdentity } from './process-state.ts'
import { aFolder } from './test-support/a-folder.ts'
import { aScript, FOREVER } from './test-support/a-script.ts'
import { waitUntil } from './wait-until.ts'

test('a process is running once it is ready, logs to its file and is gone after stop', async (t) => {
  const folder = aFolder(t)
  const logFile = join(folder, 'logs/sample.log')
  const sample = await startProcess(aScript(folder, `console.log('hello');${FOREVER}`), { logFile })

  assert.ok(isRunning(sample.identity))
  assert.equal(readFileSync(logFile, 'utf8'), 'hello\n')

  const end = await sample.stop()

  assert.deepEqual(end, { code: null, signal: 'SIGTERM', asked: true })
  assert.ok(!isRunning(sample.identity))
})

test('a process that ignores its stop signal is killed at the deadline', async (t) => {
  const folder = aFolder(t)
  const script = `process.on('SIGTERM', () => {});${FOREVER}`
  const stop = { signal: 'SIGTERM', deadlineMs: 100 } as const
  const sample = await startProcess(aScript(folder, script, { stop }), {
    logFile: join(folder, 'log'),
  })

  assert.equal((await sample.stop()).signal, 'SIGKILL')
})

test('a process that ends before it is ready is an error that shows the end of its log', async (t) => {
  const folder = aFolder(t)
  const spec = aScript(folder, `console.error('no room on board'); process.exit(3)`)

  await assert.rejects(startProcess(spec, { logFile: join(folder, 'log') }), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'PROCESS_FAILED')
    assert.match(error.message, /^sample ended before it was ready; .*\n {2}no room on board$/)
    return true
  })
})

test('a process that is not ready in time is stopped and the error says how long it had', async (t) => {
  const folder = aFolder(t)
  const ready = { check: async () => false, deadlineMs: 300 }
  let pid = 0

  await assert.rejects(
    startProcess(aScript(folder, FOREVER, { ready }), {
      logFile: join(folder, 'log'),
      onSpawn: (identity) => {
        pid = identity.pid
      },
    }),
    /sample was not ready within 0\.3 s/,
  )
  assert.equal(processIdentity(pid), undefined)
})

test('a program that does not exist is an error, not a crash', async (t) => {
  const folder = aFolder(t)
  const spec = aScript(folder, '', { command: join(folder, 'nowhere') })

  await assert.rejects(startProcess(spec, { logFile: join(folder, 'log') }), /ended before/)
})

test('a process that ends by itself says so without being asked', async (t) => {
  const folder = aFolder(t)
  const script = `setInterval(() => require('node:fs').existsSync('go') && process.exit(7), 20)`
  const sample = await startProcess(aScript(folder, script), { logFile: join(folder, 'log') })
  writeFileSync(join(folder, 'go'), '')

  assert.deepEqual(await sample.ended, { code: 7, signal: null, asked: false })
})

test('when the owner is killed, the kernel ends its child', async (t) => {
  if (!childrenDieWithOwner()) return t.skip('no setpriv on this system')
  const folder = aFolder(t)
  const module = JSON.stringify(new URL('./owned-process.ts', import.meta.url).href)
  const owner = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { startProcess } from ${module}
     const child = await startProcess({
       name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(FOREVER)}],
       env: {}, cwd: ${JSON.stringify(folder)},
       ready: { check: async () => true, deadlineMs: 1000 },
       stop: { signal: 'SIGTERM', deadlineMs: 1000 },
     }, { logFile: ${JSON.stringify(join(folder, 'log'))} })
     console.log(child.pid)
     setInterval(() => {}, 1000)`,
  ])
  const [line] = await once(createInterface(owner.stdout), 'line')
  const child = processIdentity(Number(line))
  assert.ok(child, 'the child runs while its owner does')

  owner.kill('SIGKILL')

  assert.ok(await waitUntil(() => !isRunning(child), 5_000), 'the child has ended')
})
