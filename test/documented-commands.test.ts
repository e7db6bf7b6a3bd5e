import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { withOverrides } from '../app/run-overrides.ts'
import { allCommands } from '../cli/all-commands.ts'
import { parseFlags } from '../cli/flags.ts'
import { runFlags } from '../cli/run-flags.ts'
import { ERRORS } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import { readContract } from '../store/contract-file.ts'
import { type DocumentedCommand, documentedCommands } from './support/documented-commands.ts'

const commands = documentedCommands()
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

/** A placeholder such as `<run-id>` stands for a word of the reader. */
const isPlaceholder = (word: string | undefined): boolean => /^<.+>$|^[A-Z]+$/.test(word ?? '')

test('the guides hold commands of every kind to check', () => {
  for (const start of ['plimsoll run', 'plimsoll up', 'plimsoll lint', 'npm run demo']) {
    assert.ok(
      commands.some(({ line }) => line.startsWith(start)),
      start,
    )
  }
})

for (const { file, line, words } of commands) {
  test(`${file}: ${line}`, async () => {
    const [program, name, ...rest] = words
    if (program === 'npm') return checkScript(name === 'run' ? rest : [])
    if (program === 'docker') return assert.ok(existsSync('docker-compose.yml'), line)
    if (name?.startsWith('-')) return
    return checkCommand({ file, line, words })
  })
}

function checkScript(words: readonly string[]): void {
  const [script = ''] = words.filter((word) => !word.startsWith('-'))
  assert.ok(scripts[script], `package.json has no script ${script}`)
}

async function checkCommand({ file, words }: DocumentedCommand): Promise<void> {
  const [, name = '', ...args] = words
  const command = allCommands.find((one) => one.name === name)
  if (isPlaceholder(name)) return
  assert.ok(command, `there is no command ${name}`)
  const { values, positionals } = parseFlags(args, command.flags, {})
  const most = command.positionals?.length ?? 0
  assert.ok(positionals.length <= most, `${name} does not take ${positionals[most]}`)
  if (name !== 'run' || positionals[0] === undefined || isPlaceholder(positionals[0])) return
  const contract = await contractFor(file, String(values.contract ?? ''))
  const flags = parseFlags(args, { ...command.flags, ...runFlags }, {}).values
  const { target, users, 'spawn-rate': spawnRate, rate, duration } = flags
  const overrides = { target, users, spawnRate, ratePerSecond: rate, durationMs: duration }
  assert.ok(withOverrides(contract, positionals[0], overrides, {}))
}

/** The contract a command names, as seen from its page or from the root; a reader's own is like the demo's. */
async function contractFor(file: string, path: string): Promise<Contract> {
  const known = [join(dirname(file), path), path].find((one) => existsSync(one))
  return readContract(known ?? 'plimsoll.contract.ts')
}

test('the error codes that troubleshooting names exist', () => {
  const page = readFileSync('docs/guide/troubleshoot.md', 'utf8')
  const table = page.split('\n').filter((line) => line.startsWith('|'))
  const named = table.flatMap((line) =>
    [...line.matchAll(/`([A-Z]+_?[A-Z_]+)`/g)].map(([, c]) => c),
  )
  const codes = named.filter((code = '') => !code.startsWith('PLIMSOLL_'))

  assert.ok(codes.length > 10)
  for (const code of codes) assert.ok(Object.hasOwn(ERRORS, code ?? ''), code)
})

test('troubleshooting knows every error code', () => {
  const page = readFileSync('docs/guide/troubleshoot.md', 'utf8')

  assert.deepEqual(
    Object.keys(ERRORS).filter((code) => !page.includes(`\`${code}\``)),
    [],
  )
})
