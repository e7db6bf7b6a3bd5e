import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { composeDown, composeUp } from './docker-compose.ts'
import { aFolder } from './test-support/a-folder.ts'

/** A machine whose `docker` is a script that answers as Docker 28 with compose 2.40 does, unless told otherwise. */
function aMachine(t: TestContext, cases = '') {
  const bin = join(aFolder(t), 'bin')
  mkdirSync(bin)
  const script = `#!/bin/sh
case "$*" in
${cases}
  "compose version --short") echo 2.40.3;;
  "version --format {{.Server.Version}}") echo 28.5.2;;
  "compose ps --all --format json") echo '{"Service":"server","Status":"Up 1 second (healthy)","Publishers":[{"URL":"","PublishedPort":0},{"URL":"127.0.0.1","PublishedPort":8089}]}';;
  *) echo "$*";;
esac
`
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 })
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  return { said, options: { env: { PATH: `${bin}:/usr/bin:/bin` }, say } }
}

test('a start waits for all health checks and ends with the published addresses', async (t) => {
  const { said, options } = aMachine(t)

  assert.deepEqual(await composeUp(options), [
    { name: 'server', state: 'Up 1 second (healthy)', url: 'http://127.0.0.1:8089' },
  ])
  assert.deepEqual(said, ['compose --progress plain up --detach --build --wait'])
})

test('volumes go only when that is asked for', async (t) => {
  const { said, options } = aMachine(t)
  await composeDown({ volumes: false }, options)
  await composeDown({ volumes: true }, options)

  const down = 'compose --progress plain --profile * down'
  assert.deepEqual(said, [down, `${down} --volumes`])
})

for (const [what, cases, message] of [
  ['no compose plugin', '"compose version"*) exit 1;;', /docker with its compose plugin does not/],
  ['an old compose', '"compose version"*) echo v2.6.1;;', /docker compose is v2.6.1: want 2.24/],
  ['no engine', '"version"*) echo Cannot connect >&2; exit 1;;', /engine does not .*\n.*Cannot/],
  ['an old engine', '"version"*) echo 20.10.24;;', /the docker engine is 20.10.24: want 25/],
] as const) {
  test(`${what} stops the start before it, with what to do`, async (t) => {
    const { said, options } = aMachine(t, cases)
    await assert.rejects(composeUp(options), { code: 'TOOL_MISSING', exitCode: 93, message })
    assert.deepEqual(said, [])
  })
}

test('a port that is taken is named as such', async (t) => {
  const line =
    'driver failed on endpoint plimsoll-server-1 (a2a): Bind for 127.0.0.1:8089 failed: port is already allocated'
  const { options } = aMachine(t, `*" up "*) echo "${line}" >&2; exit 1;;`)
  await assert.rejects(composeUp(options), {
    code: 'PORT_TAKEN',
    message: '127.0.0.1:8089 is taken',
  })
})

test('a container that is not healthy is named, with how to read its log', async (t) => {
  const line = 'container plimsoll-demo-1 is unhealthy'
  const { options } = aMachine(t, `*" up "*) echo "${line}" >&2; exit 1;;`)
  await assert.rejects(composeUp(options), {
    code: 'PROCESS_FAILED',
    hint: 'read what it wrote: docker compose logs demo',
  })
})
