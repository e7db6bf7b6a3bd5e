import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { allCommands } from '../../cli/all-commands.ts'
import { commandReference } from '../../cli/command-reference.ts'

test('docs/command-line.md says what --help says', () => {
  assert.equal(
    readFileSync('docs/command-line.md', 'utf8'),
    commandReference(allCommands),
    'bring it up to date: npm run generate',
  )
})

test('no two flags of a command read the same environment variable', () => {
  for (const { name, flags } of allCommands) {
    const variables = Object.values(flags).flatMap(({ env }) => env ?? [])
    assert.equal(new Set(variables).size, variables.length, name)
  }
})
