import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Examined } from '../../app/doctor/examine.ts'
import { nodeFinding } from '../../app/doctor/machine-checks.ts'
import { ports } from '../../app/doctor/ports-check.ts'
import {
  aContractAt,
  aListener,
  aPatient,
  assertMend,
} from '../../app/doctor/test-support/a-patient.ts'
import { tools } from '../../app/doctor/tool-check.ts'
import { freePorts } from '../../stack/ports.ts'
import { aContractInput, aProfile } from '../support/builders.ts'
import { aProject, type CliResult, runCli, runIn } from './run-cli.ts'

const ENVIRONMENT = 93

/** What `--json` says of one check, after the whole was held to its exit code. */
function findingIn({ code, out, err }: CliResult, check: string): Examined {
  assert.equal(err, '')
  const { version, findings }: { version: number; findings: Examined[] } = JSON.parse(out)
  assert.equal(version, 1)
  assert.equal(code, findings.some(({ level }) => level === 'mend') ? ENVIRONMENT : 0)
  return findings.find((finding) => finding.check === check) ?? assert.fail(`no ${check} in ${out}`)
}

/** Runs doctor by a shell in namespaces of its own, after preparing them. */
function unshared(folder: string, kind: string, prepare: string): Promise<CliResult> {
  return runIn(folder, (line) => [
    'unshare',
    kind,
    '/bin/sh',
    '-c',
    `${prepare} exec ${line} doctor --json`,
  ])
}

const cannotUnshare = spawnSync('unshare', ['-rnm', 'true']).status !== 0 && 'no namespaces here'

test('too few open files are found by a real limit', async (t) => {
  const profiles = { many: aProfile({ ratePerSecond: 1000 }) }
  const folder = aProject(t, aContractInput({ profiles }))

  const ended = await runIn(folder, (line) => [
    'sh',
    '-c',
    `ulimit -n 256; exec ${line} doctor --json`,
  ])

  assertMend(
    findingIn(ended, 'file-descriptors'),
    /^256 open files; profile many may need 1124$/,
    /2048$/,
  )
})

test('too few ephemeral ports are found in a network of their own', {
  skip: cannotUnshare,
}, async (t) => {
  const narrow = 'echo 40000 40063 > /proc/sys/net/ipv4/ip_local_port_range;'
  const ended = await unshared(aProject(t), '-rn', narrow)

  assertMend(findingIn(ended, 'ephemeral-ports'), /^64 of ports 40000 to 40063 /, /^sudo sysctl -w/)
})

test('a nearly full disk and a PATH without tools are found', {
  skip: cannotUnshare,
}, async (t) => {
  const folder = aProject(t)
  const bare = join(folder, 'bin')
  mkdirSync(bare)
  symlinkSync(process.execPath, join(bare, 'node'))
  const usual = ['/usr/bin', '/usr/local/bin', '/usr/sbin', '/usr/lib/postgresql'].filter(
    existsSync,
  )
  const hide = usual.map((path) => `$mount --bind ${bare} ${path};`).join('')
  const small = `mkdir home; mount -t tmpfs -o size=8m none home; export PLIMSOLL_HOME=home/deep;`
  // The program that hides the others would hide itself.
  const keep = `cp $(command -v mount) ${folder}/mount; mount=${folder}/mount;`
  const env = `export PATH=${bare} PLIMSOLL_CACHE=${folder}/cache;`

  const ended = await unshared(folder, '-rm', `${keep}${small}${hide}${env}`)

  assertMend(findingIn(ended, 'disk'), /^8 MiB free for the store at .*\/home$/, /^du -xh/)
  assertMend(findingIn(ended, 'tools'), /^prometheus is missing/, /^plimsoll tools --fetch$/)
  assert.equal(findingIn(ended, 'docker').level, 'note')
})

test('who holds a port that is taken is found', async (t) => {
  const { port } = await aListener(t, (socket) => socket.destroy())

  const found = await aPatient(t).look(ports, {}, { port })

  const holder = new RegExp(`^port ${port} for console and API is taken by process ${process.pid} `)
  assertMend(found, holder, new RegExp(`^plimsoll up -d --port \\d+ .*kill ${process.pid}$`))
  const fixed = { PLIMSOLL_PROMETHEUS_PORT: String(port) }
  assertMend(await aPatient(t).look(ports, fixed), / for prometheus is taken/, /^unset PLIMSOLL_/)
})

test('a tool that its variable names wrongly, and one that is too old, are found', async (t) => {
  const { folder, look } = aPatient(t)
  const wrong = await look(tools, { PLIMSOLL_PROMTOOL: '/nowhere/promtool' })
  assertMend(
    wrong,
    /^promtool is missing: PLIMSOLL_PROMTOOL=\/nowhere/,
    /^unset PLIMSOLL_PROMTOOL$/,
  )

  const old = join(folder, 'alertmanager')
  writeFileSync(old, '#!/bin/sh\necho alertmanager, version 0.24.0\n', { mode: 0o755 })
  const found = await look(tools, { PLIMSOLL_ALERTMANAGER: old })
  assertMend(found, /^alertmanager 0\.24\.0 .*older than 0\.25$/, /^export PLIMSOLL_ALERTMANAGER=/)
})

test('a Node that is too old is found', () => {
  assertMend(nodeFinding('22.18.0'), /^22\.18\.0, wanted is 24 or newer$/, /^npm ci/)
  assert.equal(nodeFinding('24.0.0').level, 'ok')
})

test('servers that take a connection and say nothing do not keep doctor waiting', async (t) => {
  const { url } = await aListener(t, () => undefined)
  const folder = aProject(t, aContractAt({ baseUrl: url, metricsUrl: `${url}/metrics` }))

  const ended = await runCli(folder, [
    'doctor',
    '--json',
    '--prometheus',
    url,
    '--alertmanager',
    url,
  ])

  for (const check of ['service', 'prometheus', 'alertmanager']) {
    assert.match(findingIn(ended, check).seen, /no answer in 2 s/)
  }
})

test('people read trouble first, commands whole and the sentence last', async (t) => {
  const [port = 0] = await freePorts(1)
  const service = { baseUrl: `http://127.0.0.1:${port}`, healthPath: '/well-nowhere' }
  const folder = aProject(t, aContractAt(service))

  const [{ code, out }, quiet] = await Promise.all([
    runCli(folder, ['doctor', '--ascii']),
    runCli(folder, ['doctor', '--quiet']),
  ])
  const lines = out.trimEnd().split('\n')

  assert.equal(code, ENVIRONMENT)
  assert.match(lines[0] ?? '', /^ X {2}mend {5}\w/)
  assert.ok(lines.some((line) => /^ +\$ PORT=\d+ NODE_OPTIONS=/.test(line)))
  assert.match(lines.at(-2) ?? '', /^MEND: \d+ of \d+ checks: .*service/)
  assert.equal(lines.at(-1), 'exit 93')
  assert.ok(!/[^\x20-\x7e\n]/.test(out))
  assert.match(quiet.out, /^MEND: .*\n$/)
  assert.equal(quiet.code, ENVIRONMENT)
})
