import { setTimeout as pause } from 'node:timers/promises'
import { PrometheusClient } from '../../app/prometheus-client.ts'
import { plimsollVersion } from '../../app/version.ts'
import { parseContract } from '../../contract/parse-contract.ts'
import { type DrillResult, runAlertDrill } from '../../drills/alert-drill.ts'
import { httpAlertObserver } from '../../drills/alert-observer.ts'
import { runLatencyDrill, targetDownDrill } from '../../drills/demo-drills.ts'
import { demoFaults } from '../../drills/demo-faults.ts'
import { databaseConnectionsDrill } from '../../drills/resource-drills.ts'
import demoContract from '../../plimsoll.contract.ts'
import { composeDown, composeUp } from '../../stack/docker-compose.ts'
import {
  type ComposeProject,
  composeProject,
  docker,
  memoryInUse,
  remains,
} from '../support/compose-project.ts'
import { readPrometheusState } from '../support/prometheus-state.ts'
import { panelAsks, unanswered, variableAsks } from '../support/series-asks.ts'
import { drillTable, type Finding, findingTable, memoryTable } from './compose-page.ts'
import type { Proof } from './proof.ts'

const ADMIN_TOKEN = 'compose-proof-admin-token'
const IMAGE = `plimsoll:${plimsollVersion()}`
/** So long after all are healthy every panel has its series. */
const FILLED_WITHIN_MS = 120_000
/** A target is down until its first scrape. */
const SCRAPED_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1000
/** The load under which alerts of runs can fire, for longer than the drills take. */
const DRILL_LOAD = { profile: 'demo', ratePerSecond: 50, duration: '6m' }
const LIMIT_BYTES = 2e9

type Say = (line: string) => void

/** Uses the containers as a user would, beside whatever runs on the machine, and takes them away again. */
export const composeProof: Proof = {
  name: 'compose',
  proves:
    'docker compose brings everything up, dashboards fill by themselves, alerts are delivered, nothing is left behind',
  run: async (say) => {
    const project = await composeProject({ DEMO_ADMIN_TOKEN: ADMIN_TOKEN })
    const findings: Finding[] = []
    const check = async (promise: string, look: () => Promise<Seen>): Promise<void> => {
      const startedAt = performance.now()
      const [held, seen] = await look().catch((error: Error): Seen => [false, error.message])
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      findings.push({ promise, held, seen, seconds })
      say(`${held ? 'held' : 'NOT HELD'} after ${seconds} s: ${promise}: ${seen}`)
    }
    const results: DrillResult[] = []
    const memory = new MemoryPeak(project)
    try {
      await check('the compose file has no warnings', () => cleanConfig(project))
      await check('every container becomes healthy', () => up(project, say))
      await check('every target is scraped', () => scraped(project))
      await check('traffic flows by schedule, and Prometheus scrapes it', () => scheduled(project))
      await check('every panel and variable has data, asked through Grafana', () => filled(project))
      await memory.look()
      await check('Grafana is as provisioned', () => provisioned(project))
      await check('the server is neither read nor written without its token', () =>
        guarded(project),
      )
      results.push(...(await drilled(project, memory, say)))
      await check('the image starts as any user', () => anyUser())
      await memory.look()
      await check('memory in use stays under 2 GB', async () => memory.seen())
    } finally {
      await check('down with its volumes leaves nothing', () => gone(project, say))
    }
    const body = [
      findingTable(findings),
      drillTable(results),
      memoryTable(memory.peaks),
      await imageSizes(project),
    ].join('\n\n')
    const fired = results.length > 0 && results.every(({ failure }) => failure === undefined)
    return { body, held: fired && findings.every(({ held }) => held) }
  },
}

type Seen = readonly [held: boolean, seen: string]

async function cleanConfig({ env }: ComposeProject): Promise<Seen> {
  const said = await docker(['compose', 'config', '--quiet'], env)
  return [said === '', said || 'none']
}

async function up({ env }: ComposeProject, say: Say): Promise<Seen> {
  const containers = await composeUp({ env, say })
  const states = containers.map(({ name, state }) => `${name} ${state.replace(/ \d+ \w+/, '')}`)
  const well = containers.filter(({ state }) => /\(healthy\)|^Exited \(0\)/.test(state))
  return [well.length === 9 && containers.length === 9, states.join(', ')]
}

/** Looks until it holds or the deadline has passed; the last look counts. */
async function within(ms: number, look: () => Promise<Seen>): Promise<Seen> {
  const deadline = performance.now() + ms
  for (;;) {
    const seen = await look()
    if (seen[0] || performance.now() > deadline) return seen
    await pause(LOOK_EVERY_MS)
  }
}

function scraped({ urls }: ComposeProject): Promise<Seen> {
  return within(SCRAPED_WITHIN_MS, async () => {
    const { targets, groups } = await readPrometheusState(urls.prometheus)
    const states = targets.map(({ labels, health }) => `${labels.job} ${health}`)
    const broken = groups.flatMap(({ rules }) => rules).filter(({ lastError }) => lastError)
    const isWell = targets.length >= 5 && targets.every(({ health }) => health === 'up')
    return [isWell && broken.length === 0, `${states.join(', ')}; ${broken.length} rules fail`]
  })
}

/** Label `run` of the newest load. Nobody here has started one yet: it is a schedule's. */
async function newestRun({ urls }: ComposeProject): Promise<string | undefined> {
  const client = new PrometheusClient(urls.prometheus)
  const query = 'topk(1, max by (run) (timestamp(plimsoll_run_active)))'
  return (await client.query(query, Date.now() / 1000))[0]?.labels.run
}

function scheduled(project: ComposeProject): Promise<Seen> {
  return within(FILLED_WITHIN_MS, async () => {
    const run = await newestRun(project)
    return [run !== undefined, run ?? 'no run was seen']
  })
}

/** Each ask must be answered once: a minute of traffic is over before the slowest rule has been evaluated. */
async function filled(project: ComposeProject): Promise<Seen> {
  const run = await newestRun(project)
  if (run === undefined) return [false, 'no run']
  const contract = parseContract(demoContract, 'plimsoll.contract.ts')
  const asks = [...panelAsks(contract, run), ...variableAsks(contract, run)]
  const uid = 'plimsoll-prometheus'
  const client = new PrometheusClient(`${project.urls.grafana}/api/datasources/proxy/uid/${uid}`)
  let open = asks
  return within(FILLED_WITHIN_MS, async () => {
    const empty = await unanswered(open, client)
    open = open.filter(({ name }) => empty.includes(name))
    const rest = empty.length === 0 ? '' : `; empty: ${empty.join(', ')}`
    return [empty.length === 0, `${asks.length - empty.length} of ${asks.length}${rest}`]
  })
}

async function provisioned({ urls, env }: ComposeProject): Promise<Seen> {
  const ask = async (path: string, headers = {}): Promise<Response> =>
    fetch(new URL(path, urls.grafana), { headers, signal: AbortSignal.timeout(5000) })
  const list = (await (await ask('/api/search?type=dash-db')).json()) as { uid: string }[]
  const uids = list.map(({ uid }) => uid).sort()
  const home = await docker(
    [
      'compose',
      'exec',
      '-T',
      'grafana',
      'sh',
      '-c',
      'cat "$GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"',
    ],
    env,
  )
  const { uid } = JSON.parse(home) as { uid: string }
  const basic = `Basic ${Buffer.from('admin:admin').toString('base64')}`
  const admin = (await ask('/api/admin/settings', { authorization: basic })).status
  const text = `dashboards ${uids.join(', ')}; home ${uid}; admin:admin gets ${admin}`
  return [uids.length >= 2 && uids.includes(uid) && admin >= 400, text]
}

async function guarded({ urls }: ComposeProject): Promise<Seen> {
  const status = async (method: string, path: string): Promise<number> =>
    (await fetch(new URL(path, urls.server), { method })).status
  const statuses = await Promise.all([
    status('GET', '/api/runs'),
    status('POST', '/api/runs'),
    status('POST', '/api/alerts'),
  ])
  return [statuses.every((code) => code === 401), statuses.join(', ')]
}

async function drilled(
  { urls, env }: ComposeProject,
  memory: MemoryPeak,
  say: Say,
): Promise<DrillResult[]> {
  const token = await docker(
    ['compose', 'exec', '-T', 'server', 'cat', '/run/secrets/plimsoll_webhook_token'],
    env,
  )
  const started = await within(FILLED_WITHIN_MS, () => startRun(urls.server, token))
  say(`load for the drills: ${started[1]}`)
  const ground = {
    faults: demoFaults(urls.demo, ADMIN_TOKEN),
    stack: {
      stopComponent: async (name: string) => void (await docker(['compose', 'stop', name], env)),
      startComponent: async (name: string) =>
        void (await docker(['compose', 'up', '--detach', '--wait', name], env)),
    },
  }
  const observer = httpAlertObserver(urls.prometheus, urls.server, token)
  const results: DrillResult[] = []
  for (const drillOf of [runLatencyDrill, databaseConnectionsDrill, targetDownDrill]) {
    const drill = drillOf(ground)
    const { alert, fault } = drill
    const result = await runAlertDrill(drill, { observer }).catch(
      (error: Error): DrillResult => ({ alert, fault, failure: error.message }),
    )
    say(`${result.alert}: ${result.failure ?? 'fired, was delivered and resolved'}`)
    results.push(result)
    await memory.look()
  }
  return results
}

/** A load that a schedule has under way is let end first. */
async function startRun(server: string, token: string): Promise<Seen> {
  const response = await fetch(new URL('/api/runs', server), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(DRILL_LOAD),
  })
  return [response.ok, await response.text()]
}

/** Our image as a user that no image knows, with nothing of compose around it. */
async function anyUser(): Promise<Seen> {
  const id = await docker(['run', '--detach', '--rm', '--user', '12345:12345', IMAGE])
  const probe = ['exec', id, 'node', 'docker/healthy.ts', 'http://127.0.0.1:8089/health']
  try {
    return await within(SCRAPED_WITHIN_MS, async () => {
      const failure = await docker(probe).then(
        () => undefined,
        () => 'it is not healthy',
      )
      return [failure === undefined, failure ?? `uid 12345 serves: ${await docker(['logs', id])}`]
    })
  } finally {
    await docker(['stop', '--time', '5', id])
  }
}

async function gone(project: ComposeProject, say: Say): Promise<Seen> {
  await composeDown({ volumes: true }, { env: project.env, say })
  const left = await remains(project)
  return [left.length === 0, left.join(', ') || 'no container, volume or network']
}

/** The most that was seen of each container, and of all at one moment; bytes. */
class MemoryPeak {
  readonly peaks = new Map<string, number>()
  #total = 0
  readonly #project: ComposeProject

  constructor(project: ComposeProject) {
    this.#project = project
  }

  async look(): Promise<void> {
    const used = await memoryInUse(this.#project)
    for (const [part, bytes] of used) {
      this.peaks.set(part, Math.max(bytes, this.peaks.get(part) ?? 0))
    }
    this.#total = Math.max(
      this.#total,
      [...used.values()].reduce((a, b) => a + b, 0),
    )
  }

  seen(): Seen {
    return [
      this.#total > 0 && this.#total < LIMIT_BYTES,
      `${Math.round(this.#total / 1e6)} MB at most at one moment`,
    ]
  }
}

async function imageSizes({ env }: ComposeProject): Promise<string> {
  const images = (await docker(['compose', 'config', '--images'], env)).split('\n')
  const sizes = await Promise.all(
    [...new Set(images)].toSorted().map(async (image) => {
      const bytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image]))
      return `${image} ${Math.round(bytes / 1e6)} MB`
    }),
  )
  return `Images: ${sizes.join(', ')}.`
}
