import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fetchByApt } from './apt-fetch.ts'
import { toolFolder } from './cache-folder.ts'
import { aFolder } from './test-support/a-folder.ts'

/** What apt-get 2.6 prints for a simulated installation. */
const PLAN = `NOTE: This is only a simulation!
Inst libanchor1 (2:1.4-3+b1 Debian:12.1/stable [amd64])
Inst libc6 [2.36-9] (2.36-9+deb12u9 Debian:12.1/stable [amd64]) []
Inst libjs-jquery (3.6.1 Debian:12.1/stable [all])
Inst redis-server (5:7.0.15-1 Debian-Security:12/stable-security [amd64])
Conf redis-server (5:7.0.15-1 Debian-Security:12/stable-security [amd64])
`

/** A system whose apt-get and dpkg-deb are scripts: a mirror on disk, no network. */
function aDebian(t: TestContext, aptGet: string) {
  const folder = aFolder(t)
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(folder, 'plan'), PLAN)
  const program = (name: string, lines: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
  program('apt-get', `echo "$@" >> ${folder}/asked\n${aptGet.replaceAll('FOLDER', folder)}`)
  program(
    'dpkg-deb',
    `mkdir -p "$3/usr/bin"; printf '#!/bin/sh\\necho v=7.0.15' > "$3/usr/bin/$(basename "$2" | cut -d_ -f1)"
     chmod +x "$3"/usr/bin/*`,
  )
  const env = { PATH: `${bin}:/usr/bin:/bin`, PLIMSOLL_CACHE: join(folder, 'cache') }
  return { folder, env }
}

const GOOD_APT = `case "$*" in
  *"-s install"*) cat FOLDER/plan;;
  *download*) touch libanchor1_1.4_amd64.deb redis-server_5%3a7.0.15-1_amd64.deb;;
esac`

test('a package comes with its missing dependencies, but never with a C library', async (t) => {
  const { folder, env } = aDebian(t, GOOD_APT)
  const said: string[] = []

  await fetchByApt(['redis-server'], env, (line) => said.push(line))

  const asked = readFileSync(join(folder, 'asked'), 'utf8')
  assert.match(asked, /download libanchor1=2:1\.4-3\+b1 redis-server=5:7\.0\.15-1\n/)
  assert.deepEqual(readdirSync(toolFolder(env)), ['redis-server'])
  assert.deepEqual(readdirSync(join(toolFolder(env), 'redis-server/usr/bin')), [
    'libanchor1',
    'redis-server',
  ])
  assert.ok(said.includes('downloading 2 packages for redis-server'))
})

test('what a killed fetch left behind is removed by the next', async (t) => {
  const { env } = aDebian(t, GOOD_APT)
  const left = join(toolFolder(env), 'redis-server.partial-abc')
  mkdirSync(left, { recursive: true })

  await fetchByApt(['redis-server'], env, () => undefined)

  assert.ok(!existsSync(left))
})

test('a broken mirror is an error with what apt-get said', async (t) => {
  const { env } = aDebian(t, 'echo "E: Unable to locate package redis-server" >&2; exit 100')
  const fetch = fetchByApt(['redis-server'], env, () => undefined)

  await assert.rejects(fetch, /apt-get failed\n {2}E: Unable to locate package redis-server/)
})

test('lists that cannot be read are named as the reason why a package is not there', async (t) => {
  const apt = `case "$*" in
    *update*) echo "E: Could not resolve the mirror" >&2; exit 100;;
    *) echo "E: Unable to locate package redis-server" >&2; exit 100;;
  esac`
  const { env } = aDebian(t, apt)

  await assert.rejects(
    fetchByApt(['redis-server'], env, () => undefined),
    /Could not resolve the mirror/,
  )
})

test('a disk without space is named as such', async (t) => {
  const { env } = aDebian(t, 'echo "write: No space left on device" >&2; exit 100')

  await assert.rejects(
    fetchByApt(['redis-server'], env, () => undefined),
    { code: 'DISK_FULL' },
  )
})
