import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { test } from 'node:test'

interface Room {
  /** Folders this one may import, besides itself. */
  readonly may: readonly string[]
  readonly npm?: readonly string[]
  /** No I/O: no node:*, clock, random, process, console, fetch. */
  readonly pure?: true
}

const UP_TO_SERIES = ['contract', 'series']
const PURE_CORE = [
  ...UP_TO_SERIES,
  'measurement',
  'workload',
  'queries',
  'alerts',
  'dashboards',
  'verdict',
  'reports',
  'generate',
]
const SHELLS = [
  'telemetry',
  'synthetic',
  'collector/preload',
  'collector/poller',
  'store',
  'stack',
  'drills',
]

/**
 * The whole architecture (DESIGN.md section 3). A folder may import itself and the folders listed.
 * A key may be a path such as `collector/preload`: a file belongs to the longest key it starts with.
 */
const ROOMS: Readonly<Record<string, Room>> = {
  contract: { may: [], npm: ['zod'], pure: true },
  series: { may: ['contract'], pure: true },
  measurement: { may: ['contract'], pure: true },
  workload: { may: ['contract'], pure: true },
  queries: { may: UP_TO_SERIES, pure: true },
  alerts: { may: [...UP_TO_SERIES, 'queries'], pure: true },
  dashboards: {
    may: [...UP_TO_SERIES, 'queries'],
    npm: ['@grafana/grafana-foundation-sdk'],
    pure: true,
  },
  verdict: { may: [...UP_TO_SERIES, 'queries', 'measurement'], npm: ['@stdlib'], pure: true },
  reports: { may: ['contract', 'measurement', 'verdict'], pure: true },
  generate: {
    // verdict: the targets document names the lines that runs are judged by.
    may: [...UP_TO_SERIES, 'queries', 'alerts', 'dashboards', 'verdict'],
    npm: ['yaml'],
    pure: true,
  },
  telemetry: { may: UP_TO_SERIES, npm: ['@opentelemetry'] },
  synthetic: {
    may: [...UP_TO_SERIES, 'measurement', 'workload', 'telemetry'],
    npm: ['autocannon', '@opentelemetry', 'tough-cookie'],
  },
  'collector/otlp': { may: ['series'], npm: ['@opentelemetry'] },
  // What of it is loaded, and when, collector/preload/module-graph.test.ts tells.
  'collector/preload': { may: ['series', 'collector/otlp'] },
  'collector/poller': {
    may: [...UP_TO_SERIES, 'telemetry'],
    npm: ['pg', 'ioredis', '@opentelemetry'],
  },
  store: { may: ['contract', 'measurement', 'verdict', 'generate'], npm: ['yaml'] },
  stack: { may: ['contract', 'generate'] },
  drills: { may: [...UP_TO_SERIES, 'queries', 'stack'] },
  app: { may: [...PURE_CORE, ...SHELLS], npm: ['node-cron'] },
  server: {
    may: [...UP_TO_SERIES, 'telemetry', 'app'],
    npm: ['express', '@opentelemetry', 'pino'],
  },
  cli: {
    may: ['contract', 'measurement', 'verdict', 'reports', 'app', 'server'],
    npm: ['log-update'],
  },
  demo: { may: [], npm: ['express', 'pg', 'ioredis', 'prom-client', 'pino'] },
  examples: { may: ['contract'], npm: ['express', 'plimsoll/contract'] },
}

const NOT_ROOMS = ['console', 'test', 'docs', 'bench', 'docker', 'reports', 'node_modules']
const BANNED =
  /(^|[-/])(util|utils|helper|helpers|common|lib|shared|core|misc|manager)([-./]|$)|-service\./
const IMPORT = /(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/gm
const IMPURE =
  /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|console\.|fetch\()/

const isTest = (file: string): boolean => /\.test\.ts$|test-support\//.test(file)
const roomOf = (file: string): string =>
  Object.keys(ROOMS)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0] ?? file

const sources = globSync('*/**/*.ts', { exclude: ['node_modules', 'reports/*-20*'] }).filter(
  (file) => !file.includes('node_modules/'),
)

for (const [name, room] of Object.entries(ROOMS)) {
  for (const file of sources.filter((f) => roomOf(f) === name && !isTest(f))) {
    test(`${file} imports only what ${name}/ may`, () => {
      const source = readFileSync(file, 'utf8')
      for (const [, target = ''] of source.matchAll(IMPORT)) assertAllowed(file, name, room, target)
      const code = codeOf(source)
      if (room.pure)
        assert.doesNotMatch(code, IMPURE, `${file} reads the outside world: take it as an argument`)
    })
  }
}

/** The source without comments and string texts, in which words may say anything. */
function codeOf(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/'[^'\n]*'/g, "''")
}

function assertAllowed(file: string, name: string, room: Room, target: string): void {
  if (target.startsWith('.')) {
    const other = roomOf(posix.join(posix.dirname(file), target))
    const allowed = other === name || room.may.includes(other)
    assert.ok(
      allowed,
      `${file} must not import ${other}: ${name}/ may import ${room.may.join(', ') || 'nothing'}`,
    )
  } else if (target.startsWith('node:')) {
    assert.ok(
      !room.pure,
      `${name}/ is pure, but ${file} imports ${target}: pass it in as an argument`,
    )
  } else {
    const allowed = room.npm?.some(
      (p) =>
        target === p ||
        target.startsWith(`${p}/`) ||
        target.startsWith(`${p}-`) ||
        (p === '@stdlib' && target.startsWith('@stdlib/')),
    )
    assert.ok(
      allowed,
      `${file} must not import package ${target}: ${name}/ may use ${room.npm?.join(', ') ?? 'none'}`,
    )
  }
}

test('series imports contract as types only, so that zod never reaches a foreign process', () => {
  for (const file of sources.filter((f) => roomOf(f) === 'series' && !isTest(f))) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (/from '\.\.\/contract\//.test(line))
        assert.match(line, /^import type /, `${file}: ${line}`)
    }
  }
})

test('one file imports autocannon', () => {
  const importers = sources.filter(
    (f) => !isTest(f) && /from 'autocannon'/.test(readFileSync(f, 'utf8')),
  )

  assert.equal(importers.filter((f) => !f.startsWith('bench/')).length, 1, importers.join(', '))
})

test('every folder of the root is a room of the architecture', () => {
  const folders = readdirSync('.', { withFileTypes: true }).filter(
    (e) => e.isDirectory() && !e.name.startsWith('.'),
  )
  const known = new Set([...Object.keys(ROOMS).map((room) => room.split('/')[0]), ...NOT_ROOMS])

  assert.deepEqual(
    folders.map((e) => e.name).filter((folder) => !known.has(folder)),
    [],
  )
})

test('files are kebab-case, say what they hold, and stay under 300 lines', () => {
  for (const file of sources) {
    assert.match(posix.basename(file), /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/, file)
    assert.doesNotMatch(file, BANNED, `${file}: name it after what it holds`)
    const lines = readFileSync(file, 'utf8').split('\n').length
    assert.ok(lines <= 300, `${file} has ${lines} lines, 300 is the wall`)
  }
})

test('types are kept: no any, no non-null assertion, no silenced error', () => {
  for (const file of sources.filter((f) => f !== 'test/architecture.test.ts')) {
    const source = readFileSync(file, 'utf8')
    assert.doesNotMatch(source, /@ts-ignore|@ts-expect-error/, file)
    assert.doesNotMatch(codeOf(source), /\bas any\b|: any\b|<any>/, file)
    assert.doesNotMatch(codeOf(source), /\benum [A-Z]|^export default /m, file)
  }
})
