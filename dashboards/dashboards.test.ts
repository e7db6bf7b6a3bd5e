import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import { ALL_SERIES } from '../series/all-series.ts'
import { aContract, anEndpoint } from '../test/support/builders.ts'
import type { DashboardJson, PanelJson, ThresholdStep } from './dashboard-json.ts'
import { buildDashboards } from './dashboards.ts'
import { lintDashboard } from './lint.ts'

const RESOURCES: ContractInput['resources'] = {
  cpu: { warnRatio: 0.6, limitRatio: 0.8 },
  memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 536_870_912 },
  dbConnections: { warn: 70, limit: 100 },
  dbPoolWait: { warnMs: 5, limitMs: 10 },
  dbQuery: { warnMs: 50, limitMs: 100 },
  redisMemory: { warnBytes: 700_000_000, limitBytes: 1_000_000_000 },
  cacheHitRatio: { warnRatio: 0.8, limitRatio: 0.7 },
  eventLoopDelay: { warnMs: 50, limitMs: 100 },
  networkIo: { warnBytesPerSecond: 50_000_000, limitBytesPerSecond: 100_000_000 },
  diskIo: { warnBytesPerSecond: 150_000_000, limitBytesPerSecond: 300_000_000 },
}

const contract = aContract({
  endpoints: [
    anEndpoint({ warnMargin: 0.5 }),
    anEndpoint({ name: 'search', path: '/search', latency: { p95Ms: 250 } }),
  ],
  resources: RESOURCES,
  budgets: {
    availability: { objectiveRatio: 0.999, window: '30d' },
    errorRatio: [{ upToUsers: 50, maxRatio: 0.01, failRatio: 0.05 }],
  },
})

function dashboard(name: string, of = contract): DashboardJson {
  const found = buildDashboards(of).get(name)
  assert.ok(found, `${name} is not among the dashboards`)
  return found
}

function panel(file: string, title: string, of = contract): PanelJson {
  const found = dashboard(file, of).panels.find((p) => p.title === title)
  assert.ok(found, `${file} has no panel ${title}`)
  return found
}

const steps = (of: PanelJson): readonly ThresholdStep[] =>
  of.fieldConfig?.defaults.thresholds?.steps ?? []
const lines = (of: PanelJson): (number | null)[] => steps(of).map(({ value }) => value)

test('four dashboards come out, and the lint has nothing to say about them', () => {
  const built = buildDashboards(contract)

  assert.deepEqual(
    [...built.keys()],
    [
      'plimsoll-overview.json',
      'plimsoll-load-test.json',
      'plimsoll-database.json',
      'plimsoll-host.json',
    ],
  )
  assert.deepEqual([...built.values()].flatMap(lintDashboard), [])
})

test('a contract with a single target and no budgets or resources still gives clean dashboards', () => {
  const bare = aContract({ endpoints: [anEndpoint({ latency: { p50Ms: 10 } })] })

  assert.deepEqual([...buildDashboards(bare).values()].flatMap(lintDashboard), [])
})

test('the same contract gives the same bytes', () => {
  const bytes = (): string => JSON.stringify([...buildDashboards(contract)])

  assert.equal(bytes(), bytes())
})

test('latency panels carry the warn and the fail line of their own percentile in seconds', () => {
  assert.deepEqual(lines(panel('plimsoll-overview.json', 'P95 GET /checkout')), [null, 0.1, 0.15])
  assert.deepEqual(lines(panel('plimsoll-overview.json', 'P99 GET /checkout')), [null, 0.2, 0.3])
  assert.deepEqual(lines(panel('plimsoll-load-test.json', 'P50 checkout')), [null, 0.05, 0.075])
})

test('without a margin warn and fail are one red line', () => {
  const search = panel('plimsoll-overview.json', 'P95 GET /search')

  assert.deepEqual(steps(search), [
    { color: 'green', value: null },
    { color: 'red', value: 0.25 },
  ])
})

test('resource panels carry the contract’s lines in the unit of their series', () => {
  const of = (title: string): (number | null)[] => lines(panel('plimsoll-overview.json', title))

  assert.deepEqual(of('CPU'), [null, 0.6, 0.8])
  assert.deepEqual(of('Memory'), [null, 375_809_638, 429_496_730])
  assert.deepEqual(of('DB connections'), [null, 70, 100])
  assert.deepEqual(of('DB pool wait P95'), [null, 0.005, 0.01])
  assert.deepEqual(of('DB operations P95'), [null, 0.05, 0.1])
  assert.deepEqual(of('Event-loop delay P99'), [null, 0.05, 0.1])
  assert.deepEqual(of('Redis memory'), [null, 700_000_000, 1_000_000_000])
  assert.deepEqual(of('Server error ratio'), [null, 0.001])
})

test('the database and the host are drawn against the contract’s lines too', () => {
  const database = (title: string) => lines(panel('plimsoll-database.json', title))
  const host = (title: string) => panel('plimsoll-host.json', title)

  assert.deepEqual(database('DB connections'), [null, 70, 100])
  assert.deepEqual(database('Slowest statements'), [null, 0.05, 0.1])
  assert.deepEqual(database('Redis memory'), [null, 700_000_000, 1_000_000_000])
  assert.deepEqual(lines(host('CPU')), [null, 0.6, 0.8])
  assert.deepEqual(lines(host('Network I/O')), [null, 50_000_000, 100_000_000])
  assert.deepEqual(lines(host('Disk I/O')), [null, 150_000_000, 300_000_000])
  assert.match(host('Disk I/O').description ?? '', /warn 150 MB a second, limit 300 MB a second/)
})

test('a floor is broken below its limit and held above its warn line', () => {
  assert.deepEqual(steps(panel('plimsoll-overview.json', 'Cache hit ratio')), [
    { color: 'red', value: null },
    { color: 'orange', value: 0.7 },
    { color: 'green', value: 0.8 },
  ])
})

test('each bar of the gauge is a share of its own limit', () => {
  const gauge = panel('plimsoll-overview.json', 'Resources against their limits')
  const memory = gauge.targets?.find(({ legendFormat }) => legendFormat === 'Memory')
  const override = gauge.fieldConfig?.overrides.find((o) => o.matcher.options === memory?.refId)

  assert.match(memory?.expr ?? '', / \/ 429496730$/)
  assert.deepEqual(override?.properties[0]?.value, {
    mode: 'absolute',
    steps: [
      { color: 'green', value: null },
      { color: 'orange', value: 0.875 },
      { color: 'red', value: 1 },
    ],
  })
})

test('a line that moves in the contract moves in every panel that draws it', () => {
  const moved = aContract({
    endpoints: [anEndpoint({ latency: { p95Ms: 120, p99Ms: 240 } })],
    resources: { ...RESOURCES, dbConnections: { warn: 60, limit: 90 } },
  })

  assert.deepEqual(lines(panel('plimsoll-overview.json', 'P95 GET /checkout', moved)), [null, 0.12])
  assert.deepEqual(lines(panel('plimsoll-load-test.json', 'P95 checkout', moved)), [null, 0.12])
  assert.deepEqual(lines(panel('plimsoll-overview.json', 'DB connections', moved)), [null, 60, 90])
  assert.deepEqual(lines(panel('plimsoll-load-test.json', 'DB connections', moved)), [null, 60, 90])
  const gauge = panel('plimsoll-overview.json', 'Resources against their limits', moved)
  assert.ok(gauge.targets?.some(({ expr }) => expr.endsWith('/ 90')))
  const broken = panel('plimsoll-overview.json', 'Latency limits broken', moved)
  assert.match(broken.targets?.[0]?.expr ?? '', /\/ 0\.12\b.*\/ 0\.24\b/)
})

test('endpoints that share a route are drawn once, against the tightest line', () => {
  const shared = aContract({
    endpoints: [
      anEndpoint({ name: 'list', path: '/agents', latency: { p95Ms: 300 } }),
      anEndpoint({ name: 'filter', path: '/agents?status=active', latency: { p95Ms: 200 } }),
    ],
  })
  const panels = dashboard('plimsoll-overview.json', shared).panels

  assert.equal(panels.filter(({ title }) => title.startsWith('P95 ')).length, 1)
  assert.deepEqual(lines(panel('plimsoll-overview.json', 'P95 GET /agents', shared)), [null, 0.2])
})

test('every series in an expression is in the table of series, recorded, or Prometheus’ own', () => {
  const stored = new Set(
    ALL_SERIES.flatMap(({ name, type }) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
    ),
  )
  const other = new Set([RECORDED.sloBadRatio('1h'), 'ALERTS', 'up'])
  for (const { panels } of buildDashboards(contract).values()) {
    for (const { expr } of panels.flatMap(({ targets }) => targets ?? [])) {
      for (const [, name = ''] of expr.matchAll(/([A-Za-z_:][\w:]*)\{/g)) {
        assert.ok(stored.has(name) || other.has(name), `${name} in ${expr}`)
      }
    }
  }
})

test('nothing the SDK adds and Grafana trips over is left', () => {
  const text = JSON.stringify([...buildDashboards(contract).values()])

  assert.doesNotMatch(text, /inControlsMenu|"auto":|auto_min|_implements/)
})
