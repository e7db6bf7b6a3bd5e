import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import { allAlerts } from '../alerts/rules.ts'
import { PrometheusClient } from '../app/prometheus-client.ts'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import type { Tool } from '../stack/tool.ts'
import { prometheusServersUnderTest } from '../stack/tools.ts'
import { type LoadedStack, startLoadedStack } from './support/loaded-stack.ts'
import { readPrometheusState } from './support/prometheus-state.ts'
import {
  type Ask,
  edgeAsks,
  operandAsks,
  panelAsks,
  recordAsks,
  recordingRules,
  unanswered,
  variableAsks,
} from './support/series-asks.ts'
import { settled } from './support/settled-stack.ts'

const contract = parseContract(demoContract, 'plimsoll.contract.ts')

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
    name: /^alert RunErrorGate .*: plimsoll_run_active\{.*profile=~?"(?!.*\b(demo|soak)\b)/,
    needs: 'a run of another profile than the two that are sent here',
  },
  {
    name: /^record run:slow_requests:/,
    from: /\bprofile="scale"/,
    needs: 'a run of the profile scale, which alone has these lines: 5000 users',
  },
]

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
    await settled(stack)
  })

  after(() => stack?.stop())

  test('every target of every panel returns series, and every variable has values', async () => {
    const asks = [...panelAsks(contract, stack.demoRun), ...variableAsks(contract, stack.demoRun)]
    assert.ok(asks.length > 150, `only ${asks.length}`)
    assert.deepEqual(await unanswered(asks, client), [])
  })

  test('both sides of every alert’s comparison return series', async (t) => {
    const asks = operandAsks(contract)
    assert.ok(asks.length > 60, `only ${asks.length}`)
    await assertOnlyNamedLack(t, asks, client)
  })

  test('every recording rule has made its series', async (t) => {
    await assertOnlyNamedLack(t, recordAsks(contract), client)
  })

  test('counts of long windows are there at the first five-minute mark of the clock', async () => {
    const asks = recordingRules(contract)
      .filter(({ expr }) => /^sum_over_time\(.*:5m\]\)$/.test(expr))
      .map(({ record, expr }) => ({ name: record, query: expr }))
    assert.ok(asks.length > 0)
    assert.deepEqual(await unanswered(asks, client, await firstMark(client)), [])
  })

  test('every edge of the contract is a bucket of the service and of the run', async () => {
    assert.deepEqual(await unanswered(edgeAsks(contract), client), [])
  })

  test('no rule fails and no target is down', async () => {
    const { groups, targets } = await readPrometheusState(stack.prometheusUrl)
    const rules = groups.flatMap((group) => group.rules)
    assert.deepEqual(
      rules.filter(({ health }) => health !== 'ok'),
      [],
    )
    assert.equal(rules.length, recordingRules(contract).length + allAlerts(contract).length)
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
