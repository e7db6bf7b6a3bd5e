import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { tryLock, withLock } from './file-lock.ts'
import { aFolder } from './test-support/a-folder.ts'
import { waitUntil } from './wait-until.ts'

test('a lock has one holder at a time', (t) => {
  const path = join(aFolder(t), 'new/folder/lock')
  const first = tryLock(path)

  assert.ok(first)
  assert.equal(tryLock(path), undefined)

  first.release()
  const second = tryLock(path)
  assert.ok(second)
  second.release()
})

test('work under one lock never overlaps, and the second is told that it waits', async (t) => {
  const path = join(aFolder(t), 'lock')
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  const happened: string[] = []
  const first = withLock(path, assert.fail, async () => {
    await gate
    happened.push('first')
  })
  const onWait = () => {
    happened.push('waits')
    open()
  }
  const second = withLock(path, onWait, async () => happened.push('second'))
  await Promise.all([first, second])

  assert.deepEqual(happened, ['waits', 'first', 'second'])
})

test('a lock is free again when its holder was killed', async (t) => {
  const path = join(aFolder(t), 'lock')
  const module = JSON.stringify(new URL('./file-lock.ts', import.meta.url).href)
  const script = `import { tryLock } from ${module}
    globalThis.kept = tryLock(${JSON.stringify(path)})
    console.log('holding')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(holder.stdout, 'data')
  assert.equal(tryLock(path), undefined)

  holder.kill('SIGKILL')

  const isFree = () => {
    const lock = tryLock(path)
    lock?.release()
    return lock !== undefined
  }
  assert.ok(await waitUntil(isFree, 5_000))
})
