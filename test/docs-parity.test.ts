import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { ALERT_NAMES, runbookFile } from '../alerts/alert-names.ts'
import { ALL_CHECKS } from '../app/doctor/all-checks.ts'
import { ERRORS, EXIT } from '../contract/errors.ts'
import { FINDINGS } from '../contract/lint/finding.ts'
import { parseContract } from '../contract/parse-contract.ts'
import { buildDashboards } from '../dashboards/dashboards.ts'
import { referenceDocuments } from '../generate/reference-documents.ts'
import demoContract from '../plimsoll.contract.ts'
import { ALL_SERIES } from '../series/all-series.ts'

const contract = parseContract(demoContract, 'plimsoll.contract.ts')

const headings = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^### `?([A-Za-z0-9_]+)`?/gm)].map(
    ([, name]) => name ?? '',
  )

test('docs/errors.md has one heading for each error code and no other', () => {
  assert.deepEqual(headings('docs/errors.md').sort(), Object.keys(ERRORS).sort())
})

test('docs/errors.md names the right exit code under each error', () => {
  const sections = readFileSync('docs/errors.md', 'utf8').split(/^### /m).slice(1)
  for (const section of sections) {
    const name = /^`?([A-Z_]+)/.exec(section)?.[1] as keyof typeof ERRORS
    assert.match(
      section,
      new RegExp(`Exit ${ERRORS[name]}\\b`),
      `${name}: want "Exit ${ERRORS[name]}"`,
    )
  }
})

test('docs/exit-codes.md lists each exit code and no other', () => {
  const listed = [...readFileSync('docs/exit-codes.md', 'utf8').matchAll(/^\| (\d+) \|/gm)].map(
    ([, n]) => Number(n),
  )

  assert.deepEqual(
    listed.sort((a, b) => a - b),
    Object.values(EXIT).sort((a, b) => a - b),
  )
})

test('docs/contract-lint.md has one heading for each finding and no other', () => {
  assert.deepEqual(headings('docs/contract-lint.md').sort(), Object.keys(FINDINGS).sort())
})

test('docs/README.md leads to every page and folder of docs', () => {
  const index = readFileSync('docs/README.md', 'utf8')
  const pages = globSync(['docs/*.md', 'docs/guide/*.md', 'docs/proofs/*.md'])
  const unlisted = pages
    .map((path) => path.replace('docs/', ''))
    .filter((path) => path !== 'README.md' && !index.includes(`](${path})`))

  assert.deepEqual(unlisted, [])
})

test('the panels and series that the tuning guide sends its reader to exist', () => {
  const guide = readFileSync('docs/guide/tune.md', 'utf8')
  const dashboards = JSON.stringify([...buildDashboards(contract).values()])
  const series: readonly string[] = ALL_SERIES.map(({ name }) => name)
  const named = (pattern: RegExp) => [...guide.matchAll(pattern)].map(([, name = '']) => name)
  const panels = named(/(?<![*\w])\*([^*\n]+)\*(?!\*)/g)

  assert.ok(panels.length > 10)
  assert.deepEqual(
    panels.filter((title) => !dashboards.includes(`"title":"${title}"`)),
    [],
  )
  assert.deepEqual(
    named(/`((?:db|http|v8js|nodejs|process|postgresql|redis)_\w+?)(?:_sum|_count)?[`{)]/g).filter(
      (name) => !series.includes(name),
    ),
    [],
  )
})

test('decisions are numbered, titled and under 40 lines', () => {
  const files = globSync('docs/decisions/*.md').sort()
  files.forEach((file, i) => {
    assert.match(file, new RegExp(`/${String(i + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`))
    const text = readFileSync(file, 'utf8')
    assert.ok(text.split('\n').length <= 40, `${file} is over 40 lines`)
    for (const part of ['## Context', '## Decision', '## Consequences'])
      assert.ok(text.includes(part), `${file}: ${part}`)
  })
})

test('links between our documents lead somewhere', () => {
  for (const file of globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'])) {
    const folder = new URL(file, `file://${process.cwd()}/`)
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(
      /\]\(([^)#]+)(?:#[^)]*)?\)/g,
    )) {
      if (/^[a-z]+:/.test(target)) continue
      assert.ok(existsSync(new URL(target, folder)), `${file} links to ${target}`)
    }
  }
})

for (const [path, text] of referenceDocuments()) {
  test(`${path} is up to date (npm run generate)`, () => {
    assert.equal(readFileSync(path, 'utf8'), text)
  })
}

test('docs/runbooks has one page for each alert and no other', () => {
  const pages = globSync('docs/runbooks/*.md').map((path) => basename(path))

  assert.deepEqual(pages.sort(), ALERT_NAMES.map(runbookFile).sort())
})

test('docs/doctor.md has one heading for each check of plimsoll doctor and no other', () => {
  const titles = [...readFileSync('docs/doctor.md', 'utf8').matchAll(/^### `([a-z-]+)`$/gm)]

  assert.deepEqual(
    titles.map(([, id]) => id),
    ALL_CHECKS.map(({ id }) => id),
  )
})
