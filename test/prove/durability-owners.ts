import type { Project } from '../../app/project.ts'
import { localAddresses } from '../../stack/local-addresses.ts'
import { freePorts } from '../../stack/ports.ts'
import { stackStatus } from '../../stack/running-stack.ts'
import { runtimeFolder } from '../../stack/runtime-folder.ts'
import type { StackStatus } from '../../stack/stack-status.ts'
import {
  type Cli,
  keptRequests,
  killFamily,
  must,
  newestRun,
  newestVerdict,
  startCli,
  startLoad,
  until,
} from './durability-ground.ts'

const BREACH = 99
const ENVIRONMENT = 93
const INTERRUPTED = 105

/** One victim at one moment: what is expected, and what does it and says what was measured. */
export interface Cell<Ground> {
  readonly victim: string
  readonly moment: string
  readonly expected: string
  readonly check: (ground: Ground) => Promise<string>
}

/** Whoever owns a stack or a run, killed with -9: each check leaves no stack behind. */
export const ownerCells: readonly Cell<Project>[] = [
  {
    victim: '`plimsoll up`',
    moment: 'starting',
    expected: 'no process left, the next start works',
    check: async (project) => {
      const up = startCli(project, ['up', ...(await aPort())])
      await up.says(/postgresql ready/)
      const gone = await killFamily(up.pid)
      return `${gone}; ${await startsAgain(project)}`
    },
  },
  {
    victim: '`plimsoll up`',
    moment: 'idle',
    expected: 'no process left, the next start works',
    check: async (project) => {
      const up = startCli(project, ['up', ...(await aPort())])
      await up.says(/^ready;/m)
      const gone = await killFamily(up.pid)
      return `${gone}; ${await startsAgain(project)}`
    },
  },
  {
    victim: 'supervisor of `up -d`',
    moment: 'starting',
    expected: '`up -d` ends with 93, no process left',
    check: async (project) => {
      const up = startCli(project, ['up', '-d', ...(await aPort())])
      await up.says(/postgresql (starting|ready)/)
      const gone = await killFamily((await status(project)).pid)
      const code = await up.ended
      must(code === ENVIRONMENT, `up -d ended with ${code}: ${up.written()}`)
      return `exit ${code}; ${gone}`
    },
  },
  {
    victim: 'supervisor of `up -d`',
    moment: "a run's hold",
    expected: 'no process left; the run ends by itself, FAILs and is kept; the next start works',
    check: async (project) => {
      const { pid, ports } = await upDetached(project)
      const run = await startLoad(project, localAddresses(ports).demo)
      const gone = await killFamily(pid)
      const code = await endsWith(run, BREACH)
      const { ending, requests } = await newestRun(project)
      must(ending === 'completed', `the run is ${ending}`)
      return `${gone}; run exit ${code}, ${requests} requests kept; ${await startsAgain(project)}`
    },
  },
  ...(['ramp', 'hold'] as const).map((phase) => ({
    victim: '`plimsoll run`',
    moment: `its ${phase}`,
    expected: 'no process left; what was measured is kept as interrupted; the next run works',
    check: async (project: Project) => {
      const { ports } = await upDetached(project)
      const { demo } = localAddresses(ports)
      const load =
        phase === 'ramp'
          ? ['normal', '--users', '20', '--spawn-rate', '1', '--duration', '60s']
          : ['demo', '--rate', '40', '--duration', '60s']
      const run = startCli(project, ['run', ...load, '--target', demo])
      if (phase === 'hold') await run.says(/phase hold/)
      await until('a checkpoint with requests', () => keptRequests(project) > 20)
      const gone = await killFamily(run.pid)
      const { ending, requests, verdict } = await newestRun(project)
      must(ending === 'interrupted' && requests > 0, `it is ${ending} with ${requests} requests`)
      must(verdict?.exitCode === INTERRUPTED, `its verdict is ${verdict?.exitCode}`)
      must(newestVerdict(project).ending === 'interrupted', 'its record says otherwise')
      await shownAgain(project)
      const next = startCli(project, ['run', 'smoke', '--target', demo])
      await next.says(/ end /)
      must((await next.ended) !== ENVIRONMENT, `the next run was refused: ${next.written()}`)
      await down(project)
      return `${gone}; ${requests} requests kept, ${verdict.sentence}`
    },
  })),
]

async function aPort(): Promise<string[]> {
  return ['--port', String((await freePorts(1))[0])]
}

async function status(project: Project): Promise<StackStatus> {
  const found = await stackStatus(runtimeFolder(project.env))
  must(found, 'no stack answers')
  return found
}

async function upDetached(project: Project): Promise<StackStatus> {
  const up = startCli(project, ['up', '-d', ...(await aPort())])
  const code = await up.ended
  must(code === 0, `up -d ended with ${code}: ${up.written()}`)
  return status(project)
}

async function down(project: Project): Promise<void> {
  const { ended, written } = startCli(project, ['down'])
  must((await ended) === 0, `down failed: ${written()}`)
}

async function startsAgain(project: Project): Promise<string> {
  const begin = performance.now()
  await upDetached(project)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  await down(project)
  return `started again in ${seconds} s`
}

async function shownAgain(project: Project): Promise<void> {
  const { ended, written } = startCli(project, ['report', 'latest', '--reports', project.reports])
  must((await ended) === 0, `plimsoll report failed: ${written()}`)
  must(/nothing was judged/.test(written()), `plimsoll report says ${written()}`)
}

/** Waits for the end of a run, with this code. */
export async function endsWith(run: Cli, expected: number): Promise<number> {
  const code = await run.ended
  must(code === expected, `the run ended with ${code} instead of ${expected}: ${run.written()}`)
  return expected
}
