import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PAGE_TOKENS } from '../reports/page-tokens.ts'

/** Custom properties of a style sheet, without white space, quotes of one kind. */
function tokensOf(css: string): Map<string, string> {
  const found = css.matchAll(/(--[a-z0-9-]+):([^;}]+)/g)
  return new Map(
    [...found].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\s/g, '').replaceAll('"', "'"),
    ]),
  )
}

test('report and console look alike: a token that both have says the same in both', () => {
  const report = tokensOf(PAGE_TOKENS)
  const shared = [...tokensOf(readFileSync('console/tokens.css', 'utf8'))].filter(([name]) =>
    report.has(name),
  )

  assert.ok(shared.length > 30, `${shared.length} tokens in common`)
  assert.deepEqual(
    shared.filter(([name, value]) => report.get(name)?.toLowerCase() !== value.toLowerCase()),
    [],
  )
})
