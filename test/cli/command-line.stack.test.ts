import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { allCommands } from '../../cli/all-commands.ts'
import { aProject, runCli } from './run-cli.ts'

const USAGE = 2
const ENVIRONMENT = 93
const CONTRACT = 104

/** Command lines that are wrong in themselves: [title, arguments, exit code, what stderr says]. */
const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  [
    'an unknown command',
    ['rnu'],
    USAGE,
    /unknown command "rnu"\nhint: did you mean plimsoll run\?/,
  ],
  ['a command like no other', ['zzzzzz'], USAGE, /plimsoll --help lists all commands/],
  ['no command', [], USAGE, /plimsoll <command>/],
  [
    'an unknown flag',
    ['run', 'load', '--usres', '3'],
    USAGE,
    /unknown flag --usres\nhint: did you mean --users\?/,
  ],
  ['an unknown flag like no other', ['runs', '--zzzzzz'], USAGE, /see --help/],
  ['an unknown letter', ['runs', '-z'], USAGE, /unknown flag -z/],
  [
    'a flag without its value',
    ['run', 'load', '--users'],
    USAGE,
    /--users needs a value: --users N/,
  ],
  [
    'a flag that swallows the next',
    ['run', 'load', '--users', '--quiet'],
    USAGE,
    /--users needs a value/,
  ],
  ['a switch with a value', ['run', 'load', '--quiet=yes'], USAGE, /--quiet takes no value/],
  [
    'users that are no number',
    ['run', 'load', '--users', 'many'],
    USAGE,
    /--users: want a whole number from 1, got "many"/,
  ],
  ['zero users', ['run', 'load', '--users', '0'], USAGE, /--users: want a whole number from 1/],
  [
    'a negative rate',
    ['run', 'load', '--rate=-5'],
    USAGE,
    /--rate: want a number above 0, got "-5"/,
  ],
  [
    'a length without a unit',
    ['run', 'load', '--duration', '90'],
    USAGE,
    /--duration: want a duration such as '90s'/,
  ],
  [
    'a port beyond the last',
    ['serve', '--port', '70000'],
    USAGE,
    /--port: want a whole number 0 to 65535/,
  ],
  [
    'connections by the short name of the contract',
    ['run', 'load', '-c', '50'],
    USAGE,
    /-c is the contract, and "50" is none\nhint: connections of an open profile: --connections 50/,
  ],
  [
    'a rehearsal longer than the run',
    ['run', 'load', '--time-scale', '2'],
    USAGE,
    /--time-scale: want a number above 0, at most 1/,
  ],
  ['no profile', ['run'], USAGE, /plimsoll run needs <profile>/],
  ['two profiles', ['run', 'load', 'peak'], USAGE, /does not take "peak"/],
  ['an unknown profile', ['run', 'laod'], USAGE, /no profile "laod"\nhint: it has load/],
  [
    'users for an open profile',
    ['run', 'load', '--users', '3'],
    USAGE,
    /load is open: it takes --rate/,
  ],
  ['a target that is no URL', ['run', 'load', '--target', 'localhost'], USAGE, /not an http/],
  [
    'a run that does not exist',
    ['report', 'load-1999'],
    USAGE,
    /no run "load-1999"\nhint: plimsoll runs/,
  ],
  [
    'a target nobody allowed',
    ['run', 'load', '--target', 'http://10.1.2.3'],
    ENVIRONMENT,
    /TARGET_NOT_ALLOWED/,
  ],
  ['more load than allowed', ['run', 'load', '--rate', '50000'], ENVIRONMENT, /LOAD_NOT_ALLOWED/],
  [
    'status without a stack',
    ['status'],
    ENVIRONMENT,
    /NOT_RUNNING: no stack is running\nhint: start one/,
  ],
  ['down without a stack', ['down'], ENVIRONMENT, /NOT_RUNNING/],
  [
    'a missing contract',
    ['validate', '-c', 'nope.ts'],
    CONTRACT,
    /CONTRACT_NOT_FOUND: there is no contract at nope\.ts/,
  ],
  [
    'a contract of another kind',
    ['validate', '-c', 'contract.toml'],
    CONTRACT,
    /CONTRACT_UNREADABLE/,
  ],
]

for (const [title, args, code, message] of refused) {
  test(`refuses ${title}`, async (t) => {
    const result = await runCli(aProject(t), args)

    assert.match(result.err, message)
    assert.equal(result.code, code)
    assert.equal(result.out, '')
  })
}

test('a flag of the environment is checked like one that was typed', async (t) => {
  const { code, err } = await runCli(aProject(t), ['run', 'load'], { PLIMSOLL_USERS: 'many' })

  assert.equal(code, USAGE)
  assert.match(err, /PLIMSOLL_USERS: want a whole number/)
})

test('an unreachable target sends nothing and says so', async (t) => {
  const { code, err } = await runCli(aProject(t), ['run', 'load', '--host', 'http://127.0.0.1:9'])

  assert.equal(code, ENVIRONMENT)
  assert.match(err, /TARGET_UNREACHABLE: GET http:\/\/127\.0\.0\.1:9\/health failed 3 times/)
  assert.match(err, /no load was sent/)
})

test('a taken port names who holds it', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as { port: number }

  const { code, err } = await runCli(aProject(t), ['serve', '--port', String(port)])

  assert.equal(code, ENVIRONMENT)
  assert.match(err, new RegExp(`PORT_TAKEN: port ${port} for the console is taken by`))
  if (process.platform === 'linux') assert.match(err, new RegExp(`process ${process.pid} `))

  const stack = await runCli(aProject(t), ['up', '-d', '--port', String(port)])
  assert.equal(stack.code, ENVIRONMENT)
  assert.match(stack.err, new RegExp(`error PORT_TAKEN: port ${port} for .* is taken by`))
})

test('an address of another machine cannot be listened on, and that is no bug', async (t) => {
  const { code, err } = await runCli(aProject(t), ['serve', '--port', '0', '--host', '192.0.2.1'])

  assert.equal(code, USAGE)
  assert.match(err, /USAGE: cannot listen: .*192\.0\.2\.1/)
})

test('a missing tool is listed with the variable that names it', async (t) => {
  const env = { PLIMSOLL_PROMETHEUS: '/nowhere/prometheus' }

  const { code, out, err } = await runCli(aProject(t), ['tools'], env)

  assert.equal(code, ENVIRONMENT)
  assert.match(out, /prometheus +missing: PLIMSOLL_PROMETHEUS=\/nowhere\/prometheus does not run/)
  assert.match(err, /TOOL_MISSING: missing: .*prometheus/)
})

test('a damaged store is named with what to do', async (t) => {
  const folder = aProject(t)
  mkdirSync(join(folder, '.plimsoll'))
  writeFileSync(join(folder, '.plimsoll', 'runs.sqlite'), 'no database'.repeat(500))

  const { code, err } = await runCli(folder, ['runs'])

  assert.equal(code, ENVIRONMENT)
  assert.match(err, /STORE_UNUSABLE: .*runs\.sqlite cannot be used/)
})

test('a token that others could guess is refused', async (t) => {
  const folder = aProject(t)
  writeFileSync(join(folder, 'token'), 'abc')
  chmodSync(join(folder, 'token'), 0o600)

  const { code, err } = await runCli(folder, ['serve', '--port', '0', '--token-file', 'token'])

  assert.equal(code, ENVIRONMENT)
  assert.match(err, /too short to be safe/)
})

/** Contracts that are wrong: [title, contract, what stderr says]. */
test('--version is the version of package.json', async (t) => {
  const { code, out } = await runCli(aProject(t), ['--version'])

  assert.equal(code, 0)
  assert.match(out, /^\d+\.\d+\.\d+\n$/)
})

test('every command has help with an example, its flags and exit codes', async (t) => {
  const folder = aProject(t)
  const results = await Promise.all(
    allCommands.map(async (command) => ({
      command,
      result: await runCli(folder, [command.name, '--help']),
    })),
  )

  for (const { command, result } of results) {
    assert.equal(result.code, 0, command.name)
    assert.match(result.out, new RegExp(`Examples:\n {2}plimsoll ${command.name}`))
    assert.match(result.out, /Exit codes:/)
    for (const flag of Object.keys(command.flags)) assert.ok(result.out.includes(`--${flag}`), flag)
  }
  const { out } = await runCli(folder, ['--help'])
  for (const { name, summary } of allCommands)
    assert.ok(out.includes(`${name} `) && out.includes(summary))
})

test('a reader that goes away does not break the command', async (t) => {
  const folder = aProject(t)
  const { spawnSync } = await import('node:child_process')
  const main = new URL('../../cli/main.ts', import.meta.url).pathname

  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" "${main}" run --help | head -1; true`],
    { cwd: folder, encoding: 'utf8' },
  )

  assert.equal(status, 0)
  assert.equal(stderr, '')
})
