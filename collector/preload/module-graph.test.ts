import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const PROJECT = new URL('../../', import.meta.url)
const OTLP_IMPORT = /\bimport\('\.\.\/otlp\/start-otlp-metrics\.ts'\)/

test('at run time the preload loads only node:*, series/ and itself', () => {
  const walk = `
    import { registerHooks } from 'node:module'
    const urls = new Set()
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context)
      urls.add(found.url)
      return found
    } })
    await import('./collector/preload/register.ts')
    console.log(JSON.stringify([...urls]))`

  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', walk], {
    cwd: fileURLToPath(PROJECT),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

  const urls = JSON.parse(output) as string[]
  const foreign = urls
    .map((url) => url.replace(PROJECT.href, ''))
    .filter((url) => !/^(node:|series\/|collector\/preload\/)/.test(url))
  assert.deepEqual(foreign, [])
  assert.ok(urls.includes(new URL('collector/preload/requests.ts', PROJECT).href))
})

test('the preload imports nothing later either, but for OTLP where it is asked for', () => {
  for (const file of globSync('collector/preload/**/*.ts', { cwd: fileURLToPath(PROJECT) })) {
    if (/\.test\.ts$|test-support\//.test(file)) continue
    const source = readFileSync(new URL(file, PROJECT), 'utf8').replace(OTLP_IMPORT, '')
    assert.doesNotMatch(source, /\bimport\(|\brequire\(['"]|createRequire/, file)
  }
})
