import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { plimsollVersion } from '../app/version.ts'
import { parseContract } from '../contract/parse-contract.ts'
import { composeEnvironment } from '../generate/environment.ts'
import demoContract from '../plimsoll.contract.ts'
import { OLD_SPACE_MIB } from '../stack/components/demo.ts'
import { MAX_CONNECTIONS, SLOW_QUERY_MS } from '../stack/components/postgresql.ts'

interface Container {
  readonly image: string
  readonly user?: string
  readonly command?: readonly string[]
  readonly restart: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly security_opt: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly (string | { readonly source: string })[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } }
}

const text = readFileSync('docker-compose.yml', 'utf8')
const file: {
  readonly services: Readonly<Record<string, Container>>
  readonly volumes: Readonly<Record<string, unknown>>
} = parse(text, { merge: true })
const containers = Object.entries(file.services)
const contract = parseContract(demoContract, 'plimsoll.contract.ts')
const environment = composeEnvironment(contract)

/** Ends by itself and is waited for by the others. */
const ONE_SHOT = 'secrets'
/** Their images name a user that is not root: prom/prometheus and prom/alertmanager run as nobody. */
const UNPRIVILEGED_IMAGES = /^prom\/(?:prometheus|alertmanager):/
/** A path that code resolves from its own place. */
const BESIDE_ITSELF = /new URL\('(\.?[\w./-]+)', import\.meta\.url\)/g
/** Compose's own variables. */
const OF_COMPOSE = new Set(['COMPOSE_FILE', 'COMPOSE_PROFILES'])

/** `${NAME:-default}` as compose would take it where NAME is not set. */
const withDefaults = (value: string): string =>
  value.replaceAll(/\$\{\w+(?::?-([^}]*))?\}/g, (_, fallback = '') => fallback)

const mebibytes = (limit: unknown): number => {
  const [, amount] = /^(\d+)M$/.exec(withDefaults(String(limit))) ?? []
  assert.ok(amount, `want a limit in M, got ${limit}`)
  return Number(amount)
}

for (const [name, container] of containers) {
  test(`${name} runs with the least it needs`, () => {
    assert.equal(container.read_only, true)
    assert.deepEqual(container.cap_drop, ['ALL'])
    assert.deepEqual(container.security_opt, ['no-new-privileges:true'])
    if (!UNPRIVILEGED_IMAGES.test(container.image)) {
      assert.match(container.user ?? 'root', /^[1-9]\d*(?::\d+)?$/)
    }
  })

  test(`${name} has a pinned image, limits, and is started again when it ends`, () => {
    assert.match(container.image, /^[\w./-]+:v?\d+\.\d+[\w.-]*$/)
    const { cpus, memory, pids } = container.deploy.resources.limits
    assert.ok(Number(withDefaults(String(cpus))) > 0 && mebibytes(memory) > 0 && Number(pids) > 0)
    assert.equal(container.restart, name === ONE_SHOT ? 'no' : 'unless-stopped')
  })

  test(`${name} says when it is healthy, by a program its image has`, () => {
    if (name === ONE_SHOT) return assert.equal(container.healthcheck, undefined)
    const [kind, program] = container.healthcheck?.test ?? []
    assert.equal(kind, 'CMD')
    const has = container.image.startsWith('plimsoll:') ? ['node'] : HEALTH_PROGRAMS
    assert.ok(has.includes(program ?? ''), program)
  })

  test(`${name} is published on loopback only, at a port that can be moved`, () => {
    for (const port of container.ports ?? []) {
      assert.match(port, /^127\.0\.0\.1:\$\{PLIMSOLL_\w+_PORT:-\d+\}:\d+$/)
    }
  })
}

const HEALTH_PROGRAMS = ['pg_isready', 'redis-cli', 'wget']

test('all limits together stay under 2 GB', () => {
  const running = containers.filter(([name]) => name !== ONE_SHOT)
  const sum = running
    .map(([, { deploy }]) => mebibytes(deploy.resources.limits.memory))
    .reduce((a, b) => a + b)
  assert.ok(sum * 2 ** 20 < 2e9, `${sum} MiB`)
})

test('whoever reads a secret or a volume waits for the container that makes them', () => {
  for (const [name, { volumes = [], depends_on = {} }] of containers) {
    const made = volumes.some((volume) =>
      /^(?:\w+-secrets|run-targets|store):/.test(String(volume)),
    )
    if (!made || name === ONE_SHOT) continue
    assert.equal(depends_on.secrets?.condition, 'service_completed_successfully', name)
  }
})

test('every variable of the compose file is in .env.example with its default, and no other', () => {
  const readings = [...text.matchAll(/\$\{(\w+)(?::?-([^}]*))?\}/g)]
  const read = new Map(readings.map(([, name = '', fallback = '']) => [name, fallback]))
  const assignments = readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)
  const listed = [...assignments]
    .map(([, name = '', value = '']) => [name, value] as const)
    .filter(([name]) => !OF_COMPOSE.has(name))
  assert.deepEqual(listed.toSorted(), [...read].toSorted())
})

test('what Prometheus asks and Alertmanager tells are containers of the file', () => {
  const { targets, webhook, dashboardBaseUrl } = environment
  const addresses = [
    targets.service,
    targets.poller,
    targets.server,
    targets.alertmanager,
    { address: new URL(webhook.url).host },
  ].map((target) => target?.address.split(':')[0] ?? 'none')
  for (const name of addresses) assert.ok(file.services[name], name)
  const published = withDefaults(file.services.grafana?.ports?.[0] ?? '')
  assert.ok(published.startsWith(`${new URL(dashboardBaseUrl).host}:`), published)
})

test('server, Alertmanager and the one-shot mean the same token and folder of run targets', () => {
  const { credentialsFile } = environment.webhook
  const { server, alertmanager, prometheus } = file.services
  assert.ok(server?.command?.includes(`--token-file=${credentialsFile}`))
  assert.ok(alertmanager?.volumes?.includes('delivery-secrets:/run/secrets:ro'))
  assert.match(readFileSync('docker/prepare-secrets.ts', 'utf8'), /'plimsoll_webhook_token'/)
  const folder = environment.runTargetFiles.replace(/\/\*\.json$/, '')
  assert.ok(prometheus?.volumes?.includes(`run-targets:${folder}:ro`))
  assert.ok(server?.volumes?.includes(`run-targets:${server.environment?.PLIMSOLL_RUN_TARGETS}`))
})

test('databases and demo are what the local stack starts and the contract says', () => {
  const { postgres, demo } = file.services
  assert.ok(postgres?.command?.includes(`-cmax_connections=${MAX_CONNECTIONS}`))
  assert.ok(postgres?.command?.includes(`-clog_min_duration_statement=${SLOW_QUERY_MS}`))
  assert.match(String(demo?.command), new RegExp(`--max-old-space-size=${OLD_SPACE_MIB} `))
  const limitBytes = mebibytes(demo?.deploy.resources.limits.memory) * 2 ** 20
  assert.equal(limitBytes, contract.resources.memory?.limitBytes)
})

test('the image is named after the version it holds', () => {
  const own = containers.filter(([, { image }]) => image.startsWith('plimsoll:'))
  assert.ok(own.length > 0)
  for (const [, { image }] of own) assert.equal(image, `plimsoll:${plimsollVersion()}`)
})

test('files that our code reads beside itself are in the image', () => {
  const rules = readFileSync('.dockerignore', 'utf8').split('\n')
  const taken = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
  const isTaken = (path: string): boolean =>
    taken.some((rule) => path === rule || path.startsWith(`${rule}/`) || matchesGlob(path, rule))
  const isTest = (path: string): boolean => /\.test\.ts$|test-support\//.test(path)
  const sources = globSync('{app,cli,collector,demo,server,stack,store,synthetic}/**/*.ts')
  const missing = sources
    .filter((source) => !isTest(source))
    .flatMap((source) => {
      const readings = readFileSync(source, 'utf8').matchAll(BESIDE_ITSELF)
      return [...readings]
        .map(([, path = '']) => join(dirname(source), path).replace(/\/$/, ''))
        .filter((path) => path !== '.' && !isTaken(path))
    })
  assert.deepEqual(missing, [])
})
