import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { toolFolder } from './cache-folder.ts'
import { fetchedTool } from './fetched-tool.ts'
import { findTool } from './find-tool.ts'
import { aFolder } from './test-support/a-folder.ts'
import { ensureTools, findTools } from './tools.ts'

/** A program that answers `--version` as Chromium does: no machine that tests has version 0.0.x. */
function aProgram(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\necho "Chromium ${version} built on nothing"\n`, { mode: 0o755 })
  return path
}

test('a program on PATH is found, with its version', async (t) => {
  const folder = aFolder(t)
  const path = aProgram(join(folder, 'chromium'), '0.0.1')

  const env = { PATH: `${folder}:${process.env.PATH}`, PLIMSOLL_CACHE: folder }

  assert.deepEqual(await findTool('chromium', env), {
    name: 'chromium',
    path,
    version: '0.0.1',
    source: 'system',
    env: {},
  })
})

test('the environment override wins over PATH', async (t) => {
  const folder = aFolder(t)
  aProgram(join(folder, 'chromium'), '0.0.1')
  const path = aProgram(join(folder, 'elsewhere/my-browser'), '0.0.2')

  const found = await findTool('chromium', {
    PATH: `${folder}:${process.env.PATH}`,
    PLIMSOLL_CHROMIUM: path,
  })

  assert.ok('version' in found)
  assert.equal(found.version, '0.0.2')
  assert.equal(found.source, 'environment')
})

test('an override that does not run is reported, not passed over', async (t) => {
  const folder = aFolder(t)
  aProgram(join(folder, 'chromium'), '0.0.1')
  const env = { PATH: `${folder}:${process.env.PATH}`, PLIMSOLL_CHROMIUM: '/nowhere/chromium' }

  await assert.rejects(ensureTools(['chromium'], { env, say: assert.fail }), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'TOOL_MISSING')
    assert.equal(error.exitCode, 93)
    assert.match(error.message, /chromium: PLIMSOLL_CHROMIUM=\/nowhere\/chromium does not run/)
    return true
  })
})

test('a program on PATH that does not start is passed over', async (t) => {
  const folder = aFolder(t)
  const broken = join(folder, 'broken/chromium')
  mkdirSync(dirname(broken))
  writeFileSync(broken, '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  const path = aProgram(join(folder, 'good/chromium'), '0.0.3')

  const found = await findTool('chromium', { PATH: `${dirname(broken)}:${dirname(path)}` })

  assert.ok('path' in found)
  assert.equal(found.path, path)
})

test('promtool is looked for beside the Prometheus that was named', async (t) => {
  const folder = aFolder(t)
  const prometheus = aProgram(join(folder, 'other/prometheus'), '0.0.4')
  aProgram(join(folder, 'other/promtool'), '0.0.4')
  aProgram(join(folder, 'path/promtool'), '0.0.5')

  const env = { PATH: join(folder, 'path'), PLIMSOLL_PROMETHEUS: prometheus }
  const [found] = await findTools(['promtool'], env)

  assert.equal(found && 'version' in found && found.version, '0.0.4')
})

test('a fetched program is found with the folders of its libraries and its working folder', async (t) => {
  const folder = aFolder(t)
  const env = { PLIMSOLL_CACHE: folder, PLIMSOLL_ALERTMANAGER: '' }
  const root = join(toolFolder(env), 'prometheus-alertmanager')
  const path = aProgram(join(root, 'usr/bin/prometheus-alertmanager'), '0.0.6')
  mkdirSync(join(root, 'usr/lib/deep'), { recursive: true })
  writeFileSync(join(root, 'usr/lib/deep/libanchor.so.1'), '')
  symlinkSync('deep', join(root, 'usr/lib/link'))

  assert.deepEqual(fetchedTool('alertmanager', env), {
    name: 'alertmanager',
    path,
    source: 'cache',
    env: { LD_LIBRARY_PATH: join(root, 'usr/lib/deep') },
    cwd: root,
  })
})

test('an unfinished fetch is not taken for a program', async (t) => {
  const env = { PLIMSOLL_CACHE: aFolder(t) }
  const partial = join(toolFolder(env), 'redis-server.partial-x1')
  aProgram(join(partial, 'usr/bin/redis-server'), '0.0.7')

  assert.equal(fetchedTool('redis-server', env), undefined)
})

test('where nothing can be fetched, one list names every missing tool and its variable', async (t) => {
  const env = {
    PATH: aFolder(t),
    PLIMSOLL_CHROMIUM: '/nowhere/chromium',
    PLIMSOLL_AMTOOL: '/nowhere/amtool',
  }

  await assert.rejects(ensureTools(['chromium', 'amtool'], { env, say: assert.fail }), (error) => {
    assert.ok(error instanceof PlimsollError)
    assert.match(error.message, /chromium: PLIMSOLL_CHROMIUM/)
    assert.match(error.message, /amtool: PLIMSOLL_AMTOOL/)
    assert.match(error.hint ?? '', /prometheus-alertmanager/)
    return true
  })
})
