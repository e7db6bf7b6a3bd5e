import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { type Flags, parseFlags } from './flags.ts'
import { overridesOf, runFlags } from './run-flags.ts'

const FLAGS = {
  env: { kind: 'pairs', short: 'e', value: 'N=V', fromEnvironment: true, env: 'T_ENV', about: '' },
  tag: { kind: 'pairs', value: 'N=V', env: 'T_TAG', about: '' },
  stage: { kind: 'stages', value: 'TIME:N', env: 'T_STAGE', about: '' },
  users: { kind: 'whole', value: 'N', min: 1, env: 'T_USERS', about: '' },
} as const satisfies Flags

const parsed = (args: readonly string[], env: Record<string, string> = {}) =>
  parseFlags(args, FLAGS, env).values

test('a flag wins over its variable, which wins over nothing at all', () => {
  assert.equal(parsed(['--users', '3'], { T_USERS: '5' }).users, 3)
  assert.equal(parsed([], { T_USERS: '5' }).users, 5)
  assert.equal(parsed([]).users, undefined)
})

test('names with values repeat, the last of a name counts, and values may hold anything', () => {
  const { tag } = parsed(['--tag', 'a=1', '--tag=b=x=y,z', '--tag', 'a=2'])

  assert.deepEqual(tag, { a: '2', b: 'x=y,z' })
})

test('one variable lists what a flag would repeat', () => {
  assert.deepEqual(parsed([], { T_TAG: 'a=1,b=2' }).tag, { a: '1', b: '2' })
  assert.deepEqual(parsed(['--tag', 'c=3'], { T_TAG: 'a=1' }).tag, { c: '3' })
})

test('a name alone takes its value from the environment where the flag says so, and nowhere else', () => {
  assert.deepEqual(parsed(['-e', 'TOKEN', '-e', 'R=eu'], { TOKEN: 't-1' }).env, {
    TOKEN: 't-1',
    R: 'eu',
  })
  assert.deepEqual(parsed([], { T_ENV: 'TOKEN', TOKEN: 't-1' }).env, { TOKEN: 't-1' })
  refused(['-e', 'TOKEN'], /--env: want NAME=VALUE, or the name of a variable that is set/)
  refused(['--tag', 'a'], /--tag: want NAME=VALUE, got "a"/)
})

test('a refused pair never shows its value, which may be a secret', () => {
  refused(['-e', 'my token=t-1'], /^(?!.*t-1).*want NAME=VALUE/)
})

test('a listed value that holds a comma is refused by its place: its second half may be a secret', () => {
  refused([], /^T_ENV: want NAME=VALUE, or .* set, got "part 2 of its list"$/, { T_ENV: 'K=a,b' })
  refused([], /^T_TAG: want NAME=VALUE, got "part 3 of its list"$/, { T_TAG: 'a=1,K=a,b c=d' })
})

test("stages are k6's: repeated, or one list", () => {
  const stages = [
    { durationMs: 30_000, level: 10 },
    { durationMs: 90_000, level: 0 },
  ]
  assert.deepEqual(parsed(['--stage', '30s:10,1m30s:0']).stage, stages)
  assert.deepEqual(parsed(['--stage', '30s:10', '--stage', '1m30s:0']).stage, stages)
  assert.deepEqual(parsed([], { T_STAGE: '30s:10, 1m30s:0' }).stage, stages)
  for (const wrong of ['30s', '30:10', '30s:ten', '30s:10:1', '30s:-1']) {
    refused(['--stage', wrong], /--stage: want TIME:LEVEL, such as 30s:10/)
  }
})

test('every flag of the load reaches the run', () => {
  const args = [
    ...['--host', 'http://127.0.0.1:1', '-u', '5', '-r', '2.5', '-t', '1m', '--rate', '9'],
    ...['-s', '1s:2', '-i', '3', '--time-scale', '0.01', '--connections', '4', '--timeout', '2s'],
    ...['--tag', 'a=b'],
  ]

  assert.deepEqual(overridesOf(parseFlags(args, runFlags, {}).values), {
    target: 'http://127.0.0.1:1',
    users: 5,
    spawnRate: 2.5,
    ratePerSecond: 9,
    durationMs: 60_000,
    stages: [{ durationMs: 1000, level: 2 }],
    connections: 4,
    requestTimeoutMs: 2000,
    iterations: 3,
    tags: { a: 'b' },
    timeScale: 0.01,
  })
})

function refused(
  args: readonly string[],
  message: RegExp,
  env: Readonly<Record<string, string>> = {},
): void {
  assert.throws(
    () => parsed(args, env),
    (error) => {
      assert.ok(error instanceof PlimsollError)
      assert.equal(error.exitCode, 2)
      assert.match(error.message, message)
      return true
    },
  )
}
