import type { LocalStack } from '../../app/local-stack.ts'
import type { Project } from '../../app/project.ts'
import { PrometheusClient } from '../../app/prometheus-client.ts'
import { httpAlertObserver } from '../../drills/alert-observer.ts'
import type { ComponentName } from '../../stack/component.ts'
import {
  keptRequests,
  LOAD_SECONDS,
  must,
  newestRun,
  newestVerdict,
  startLoad,
  until,
} from './durability-ground.ts'
import { type Cell, endsWith } from './durability-owners.ts'

const BREACH = 99
const INTERRUPTED = 105

/** A stack that the proof itself owns. */
export interface StackGround {
  readonly project: Project
  readonly local: LocalStack
}

/** Members of the stack, killed with -9: what watches comes back by itself, the rest is brought back here. */
export const componentCells: readonly Cell<StackGround>[] = [
  {
    victim: 'server',
    moment: 'idle',
    expected: 'it is started again',
    check: async (ground) => seconds(await killAndComeBack(ground, 'server')),
  },
  {
    victim: 'server',
    moment: "hold of a terminal's run",
    expected: 'it is started again and shows the run live; the run goes on and is kept',
    check: async (ground) => {
      const { project, local } = ground
      const run = await startLoad(project, local.addresses.demo)
      const back = await killAndComeBack(ground, 'server')
      const { running } = (await get(`${local.addresses.server}/api/runs`)) as {
        running: unknown[]
      }
      must(running.length === 1, 'the server does not see the run')
      const code = await run.ended
      const { ending, requests } = await newestRun(project)
      must(ending === 'completed' && code !== null, `the run is ${ending}, exit ${code}`)
      return `${seconds(back)}, run seen; run exit ${code}, ${requests} requests kept`
    },
  },
  {
    victim: 'server',
    moment: 'hold of its own run',
    expected: 'it is started again; what the run had measured is kept as interrupted',
    check: async (ground) => {
      const { project, local } = ground
      await post(`${local.addresses.server}/api/runs`, local.token, {
        profile: 'demo',
        ratePerSecond: 40,
        duration: '60s',
      })
      await until('a checkpoint with requests', () => keptRequests(project) > 100)
      const back = await killAndComeBack(ground, 'server')
      const { ending, requests, verdict } = await newestRun(project)
      must(ending === 'interrupted' && requests > 100, `it is ${ending} with ${requests} requests`)
      must(verdict?.exitCode === INTERRUPTED, `its verdict is ${verdict?.exitCode}`)
      return `${seconds(back)}; ${requests} requests kept as interrupted`
    },
  },
  {
    victim: 'Prometheus',
    moment: "a run's hold",
    expected: 'it is started again with its data; the run ends by itself and is kept',
    check: async (ground) => {
      const { project, local } = ground
      const before = Date.now() / 1000
      const run = await startLoad(project, local.addresses.demo)
      const back = await killAndComeBack(ground, 'prometheus')
      const code = await run.ended
      const { ending } = await newestRun(project)
      must(ending === 'completed' && code !== null, `the run is ${ending}, exit ${code}`)
      const client = new PrometheusClient(local.addresses.prometheus)
      const [old] = await client.query('up{job="service"}', before)
      must(old, 'what it had scraped before the kill is gone')
      return `${seconds(back)}, old samples there; run exit ${code}`
    },
  },
  {
    victim: 'Prometheus',
    moment: 'hold, and whenever it comes back',
    expected: 'the run ends by itself; resources are undecided with the reason, never pass',
    check: async (ground) => {
      const { project, local } = ground
      const run = await startLoad(project, local.addresses.demo)
      let over = false
      void run.ended.then(() => {
        over = true
      })
      let kills = 0
      await until('the end of the run', () => {
        const pid = pidOf(local, 'prometheus')
        if (!over && pid !== undefined) {
          process.kill(pid, 'SIGKILL')
          kills++
        }
        return over
      })
      await until('Prometheus is back', () => isReady(local, 'prometheus'))
      const code = await run.ended
      must(code !== 0 && code !== null, `the run ended with ${code}`)
      const resources = newestVerdict(project).objectives.filter(({ kind }) => kind === 'resources')
      const passed = resources.filter(({ outcome }) => outcome !== 'undecided')
      must(resources.length > 0 && passed.length === 0, `decided: ${JSON.stringify(passed)}`)
      return `killed ${kills} times; run exit ${code}; ${resources.length} resources undecided: ${resources[0]?.reason}`
    },
  },
  {
    victim: 'demo, then Alertmanager',
    moment: "a run's hold, then as TargetDown is pending",
    expected: 'the run FAILs; TargetDown fires and is delivered once Alertmanager is back',
    check: async (ground) => {
      const { project, local } = ground
      const run = await startLoad(project, local.addresses.demo)
      kill(local, 'demo')
      const code = await endsWith(run, BREACH)
      await until('the demo stays down', () => stateOf(local, 'demo') === 'ended')
      const observer = httpAlertObserver(local.addresses.prometheus, local.addresses.server)
      await until('TargetDown fires while Alertmanager is down', async () => {
        if (pidOf(local, 'alertmanager') !== undefined) kill(local, 'alertmanager')
        const active = await observer.active()
        return active.some(({ name, state }) => name === 'TargetDown' && state === 'firing')
      })
      const ms = await until('TargetDown is delivered', async () =>
        (await observer.delivered()).some(({ alert }) => alert === 'TargetDown'),
      )
      await local.stack.startComponent('demo')
      await newestRun(project)
      return `run exit ${code}; delivered ${(ms / 1000).toFixed(1)} s after it fired unheard`
    },
  },
  {
    victim: 'PostgreSQL',
    moment: "a run's hold",
    expected: 'errors are the target’s: FAIL, never INVALID; the demo lives and recovers',
    check: async (ground) => {
      const { run, outcome, recovery } = await backendKilled(ground, 'postgresql')
      must(run === BREACH && outcome === 'fail', `the run is ${outcome}, exit ${run}`)
      return `run exit ${run}; ${recovery}`
    },
  },
  {
    victim: 'Redis',
    moment: "a run's hold",
    expected: 'the demo goes on without its cache; never INVALID; Redis memory does not pass',
    check: async (ground) => {
      const { run, outcome, recovery } = await backendKilled(ground, 'redis')
      must(outcome !== 'invalid', 'the run is invalid')
      const { objectives } = newestVerdict(ground.project)
      const memory = objectives.find(({ id }) => id === 'resource.redisMemory')
      must(memory?.outcome === 'undecided', `Redis memory is ${memory?.outcome}`)
      return `run ${outcome}, exit ${run}; Redis memory undecided: ${memory.reason} ${recovery}`
    },
  },
]

function componentOf({ stack }: LocalStack, name: ComponentName) {
  return stack.status().components.find((component) => component.name === name)
}

const stateOf = (local: LocalStack, name: ComponentName) => componentOf(local, name)?.state
const pidOf = (local: LocalStack, name: ComponentName) => componentOf(local, name)?.pid
const isReady = (local: LocalStack, name: ComponentName) => stateOf(local, name) === 'ready'

function kill(local: LocalStack, name: ComponentName): void {
  const pid = pidOf(local, name)
  must(pid, `${name} does not run`)
  process.kill(pid, 'SIGKILL')
}

/** Milliseconds from the kill until it is ready again, as another process. */
async function killAndComeBack({ local }: StackGround, name: ComponentName): Promise<number> {
  const before = pidOf(local, name)
  kill(local, name)
  const isBack = () => isReady(local, name) && pidOf(local, name) !== before
  return until(`${name} is back`, isBack, LOAD_SECONDS * 1000)
}

const seconds = (ms: number): string => `ready again after ${(ms / 1000).toFixed(1)} s`

async function get(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}

async function post(url: string, token: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  must(answer.status === 202, `${url}: HTTP ${answer.status} ${await answer.text()}`)
}

async function answers(demo: string): Promise<boolean> {
  return (await fetch(`${demo}/health`, { signal: AbortSignal.timeout(2000) })).ok
}

/** Kills what the demo stands on as a run holds its load, and brings it back after the run's end. */
async function backendKilled(
  { project, local }: StackGround,
  victim: 'postgresql' | 'redis',
): Promise<{ run: number | null; outcome: string | undefined; recovery: string }> {
  const load = await startLoad(project, local.addresses.demo)
  const demo = pidOf(local, 'demo')
  kill(local, victim)
  const run = await load.ended
  const outcome = (await newestRun(project)).verdict?.outcome
  must(pidOf(local, 'demo') === demo, 'the demo did not live through it')
  must(stateOf(local, victim) === 'ended', `${victim} is ${stateOf(local, victim)}`)
  await local.stack.startComponent(victim)
  const ms = await until('the demo is ready again', () => answers(local.addresses.demo))
  const recovery = `the demo answered ${(ms / 1000).toFixed(1)} s after its return`
  return { run, outcome, recovery }
}
