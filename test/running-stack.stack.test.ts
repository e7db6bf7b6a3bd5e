import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import { alertExpression } from '../alerts/rule-types.ts'
import { allAlerts, buildRules } from '../alerts/rules.ts'
import { PrometheusClient } from '../app/prometheus-client.ts'
import { parseContract } from '../contract/parse-contract.ts'
import type { VariableJson } from '../dashboards/dashboard-json.ts'
import { buildDashboards } from '../dashboards/dashboards.ts'
import demoContract from '../plimsoll.contract.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import { leMatcher, selector } from '../queries/selector.ts'
import { bucketEdges } from '../series/bucket-edges.ts'
import { HTTP } from '../series/http-series.ts'
import { RUN } from '../series/run-series.ts'
import type { Tool } from '../stack/tool.ts'
import { prometheusServersUnderTest } from '../stack/tools.ts'
import { waitUntil } from '../stack/wait-until.ts'
import { comparedOperands } from './support/compared-operands.ts'
import { type LoadedStack, startLoadedStack } from './support/loaded-stack.ts'
import { readPrometheusState } from './support/prometheus-state.ts'

const contract = parseContract(demoContract, 'plimsoll.contract.ts')
const dashboards = [...buildDashboards(contract).values()]
const recordingRules = Object.values(buildRules(contract)).flatMap(({ recording }) =>
  recording.flatMap(({ rules }) => rules),
)

/** A question to Prometheus that must be answered by at least one series. */
interface Ask {
  readonly name: string
  readonly query: string
  /** What Prometheus computes the series from. */
  readonly from?: string
}

interface Lacking {
  /** Matches the name of what cannot be there. */
  readonly name: RegExp
  /** Matches what it is computed from. */
  readonly from?: RegExp
  readonly needs: string
  /** It may be there all the same: what it needs comes by the wall clock. */
  readonly mayCome?: true
}

/** All that returns no series within the test, and why. Panels are never among it. */
const NEEDS_MORE_THAN_THE_TEST_HAS: readonly Lacking[] = [
  {
    name: /^alert .*BudgetBurn .*slo:bad_requests:(ratio|increase)(2h|6h|1d|3d)\b/,
    needs: 'a five-minute mark of the clock: windows over 1 h add up one count from each',
    mayCome: true,
  },
  {
    name: /^record slo:(bad_)?requests:(ratio|increase)(2h|6h|1d|3d)\b/,
    needs: 'the same mark',
    mayCome: true,
  },
  {
    name: /^alert HeapGrowth soak: .*min_over_time\(/,
    needs: '6 h and more of old space: the ladder compares floors of windows of 2 h',
  },
  {
    name: /^alert HeapGrowth production: .*min_over_time\(/,
    needs: '12 h and more of heap floors: the ladder compares floors of windows of 4 h',
  },
  {
    name: /^record run:slow_requests:/,
    from: /\bprofile="scale"/,
    needs: 'a run of the profile scale, which alone has these lines: 5000 users',
  },
]

function panelAsks(run: string): Ask[] {
  return dashboards.flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr }) => ({
        name: `panel ${uid}: ${title} ${refId}`,
        query: substituted(expr, run),
      })),
    ),
  )
}

/** What fills the variables; without a value every panel is empty. */
function variableAsks(run: string): Ask[] {
  const ofPrometheus = ({ type }: VariableJson): boolean => type === 'query'
  return dashboards.flatMap(({ uid, templating }) =>
    templating.list.filter(ofPrometheus).map(({ name, query }) => {
      const [, expr] = /^\w+\((.*?)(?:, \w+)?\)$/.exec(String(query)) ?? []
      assert.ok(expr, `variable ${name}: ${query}`)
      return { name: `variable ${uid}: ${name}`, query: substituted(expr, run) }
    }),
  )
}

/** Grafana's macros and variables as it would fill them in for this run, longest names first. */
function substituted(expr: string, run: string): string {
  const query = expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll('$__interval', '5s')
    .replaceAll('$__range', '300s')
    .replaceAll('$instance', '.+')
    .replaceAll('$job', '.+')
    .replaceAll('$run', run)
  assert.doesNotMatch(query, /\$/)
  return query
}

const operandAsks: readonly Ask[] = allAlerts(contract).flatMap((rule) => {
  const { severity, scope, resource, ...which } = rule.labels
  return comparedOperands(alertExpression(rule)).map((operand) => ({
    name: `alert ${rule.alert} ${Object.values(which).join(' ')}: ${operand}`,
    query: operand,
  }))
})

const recordAsks: readonly Ask[] = recordingRules.map(({ record, labels = {}, expr }) => ({
  name: `record ${selector(record, labels)}`,
  query: selector(record, labels),
  from: expr,
}))

/** The asks that no series answers, by name, and those that Prometheus refuses. */
async function unanswered(
  asks: readonly Ask[],
  client: PrometheusClient,
  atSeconds = Date.now() / 1000,
): Promise<string[]> {
  const empty: string[] = []
  for (const { name, query } of asks) {
    const series = await client.query(query, atSeconds).catch((error: unknown) => String(error))
    if (series.length === 0 || typeof series === 'string') empty.push(`${name} ${series}`.trim())
  }
  return empty
}

/** Exactly what the table names returns nothing; what it names is told in the test's report. */
async function assertOnlyNamedLack(
  t: TestContext,
  asks: readonly Ask[],
  client: PrometheusClient,
): Promise<void> {
  const named = asks.map((ask) => ({ ask, lacking: lackingOf(ask) }))
  const certain = named.filter(({ lacking }) => !lacking?.mayCome)
  assert.deepEqual(
    await unanswered(
      certain.map(({ ask }) => ask),
      client,
    ),
    certain.filter(({ lacking }) => lacking).map(({ ask }) => ask.name),
  )
  for (const row of NEEDS_MORE_THAN_THE_TEST_HAS) {
    const count = named.filter(({ lacking }) => lacking === row).length
    if (count > 0) t.diagnostic(`${count} of ${asks.length} need ${row.needs}`)
  }
}

function lackingOf({ name, from = '' }: Ask): Lacking | undefined {
  return NEEDS_MORE_THAN_THE_TEST_HAS.find(
    (lacking) => lacking.name.test(name) && (lacking.from?.test(from) ?? true),
  )
}

/** A load, its scrapes, a major collection and one evaluation of each rule after all that. */
const SETTLED_WITHIN_MS = 150_000

/** Waits until every rule was evaluated on series that three scrapes of both runs have made. */
async function settle({ prometheusUrl, faults }: LoadedStack): Promise<void> {
  const client = new PrometheusClient(prometheusUrl)
  const isTrue = async (query: string): Promise<boolean> =>
    (await client.query(query, Date.now() / 1000)).length > 0
  // Rules of the heap read collections: garbage and what survives it make some.
  await faults.switchOn('heap-leak', { megabytesPerMinute: 240 })
  const isSeen = await waitUntil(
    async () =>
      (await isTrue('count(count_over_time(plimsoll_run_active[5m]) >= 3) == 2')) &&
      (await isTrue('sum(increase(v8js_gc_duration_seconds_count{v8js_gc_type="major"}[1m])) > 0')),
    SETTLED_WITHIN_MS,
  )
  await faults.switchOff('heap-leak')
  assert.ok(isSeen, 'both runs and a major collection are seen')
  const seenAt = Date.now()
  const isEvaluated = await waitUntil(async () => {
    const { groups } = await readPrometheusState(prometheusUrl)
    return groups.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > seenAt)
  }, SETTLED_WITHIN_MS)
  assert.ok(isEvaluated, 'every rule is evaluated once more')
}

/**
 * When the clock first shows a multiple of five minutes after the first recorded count; Unix seconds. Less
 * than five minutes after it, so that a sample of that age or younger stands for the mark.
 */
async function firstMark(client: PrometheusClient): Promise<number> {
  const firstCount = `min(min_over_time(timestamp(${RECORDED.sloRequests('5m')})[10m:5s]))`
  const [first] = await client.query(firstCount, Date.now() / 1000)
  assert.ok(first)
  return Math.ceil(first.value / 300) * 300
}

function testsOn(server: Tool): void {
  let stack: LoadedStack
  let client: PrometheusClient

  before(async () => {
    stack = await startLoadedStack(server, () => undefined)
    client = new PrometheusClient(stack.prometheusUrl)
    await settle(stack)
  })

  after(() => stack?.stop())

  test('every target of every panel returns series, and every variable has values', async () => {
    const asks = [...panelAsks(stack.demoRun), ...variableAsks(stack.demoRun)]
    assert.ok(asks.length > 80, `only ${asks.length}`)
    assert.deepEqual(await unanswered(asks, client), [])
  })

  test('both sides of every alert’s comparison return series', async (t) => {
    assert.ok(operandAsks.length > 60, `only ${operandAsks.length}`)
    await assertOnlyNamedLack(t, operandAsks, client)
  })

  test('every recording rule has made its series', async (t) => {
    await assertOnlyNamedLack(t, recordAsks, client)
  })

  test('counts of long windows are there at the first five-minute mark of the clock', async () => {
    const asks = recordingRules
      .filter(({ expr }) => /^sum_over_time\(.*:5m\]\)$/.test(expr))
      .map(({ record, expr }) => ({ name: record, query: expr }))
    assert.ok(asks.length > 0)
    assert.deepEqual(await unanswered(asks, client, await firstMark(client)), [])
  })

  test('every edge of the contract is a bucket of the service and of the run', async () => {
    const asks = [HTTP.serverDuration.name, RUN.requestDuration.name].flatMap((name) =>
      bucketEdges(contract).seconds.map((edge) => {
        const query = selector(`${name}_bucket`, { le: leMatcher(edge) })
        return { name: query, query }
      }),
    )
    assert.deepEqual(await unanswered(asks, client), [])
  })

  test('no rule fails and no target is down', async () => {
    const { groups, targets } = await readPrometheusState(stack.prometheusUrl)
    const rules = groups.flatMap((group) => group.rules)
    assert.deepEqual(
      rules.filter(({ health }) => health !== 'ok'),
      [],
    )
    assert.equal(rules.length, recordingRules.length + allAlerts(contract).length)
    assert.deepEqual(
      targets.filter(({ health }) => health !== 'up'),
      [],
    )
    assert.deepEqual([...new Set(targets.map(({ labels }) => labels.job))].sort(), [
      'alertmanager',
      'plimsoll',
      'plimsoll-run',
      'poller',
      'prometheus',
      'service',
    ])
  })
}

const servers = await prometheusServersUnderTest({ env: process.env, say: () => undefined })

// Side by side: most of the time is spent waiting for scrapes and evaluations.
describe('the running stack', { concurrency: true }, () => {
  for (const server of servers) {
    describe(`Prometheus ${server.version}`, { concurrency: 1 }, () => testsOn(server))
  }
})
