import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { withStore } from '../../app/connect-store.ts'
import type { Project } from '../../app/project.ts'
import { findRun } from '../../app/recorded-runs.ts'
import { unreadFields } from '../../app/unread-fields.ts'
import { isRunning, type ProcessIdentity, processIdentity } from '../../stack/process-state.ts'
import type { StoredRun } from '../../store/run-store.ts'
import { judge } from '../../verdict/judge.ts'
import type { Verdict } from '../../verdict/verdict.ts'

/** Longer than anything waited for here takes on a machine that is busy with other things. */
const PATIENCE_MS = 120_000
/** Processes of a killed owner are gone after this, PostgreSQL's orderly end included. */
const GONE_WITHIN_MS = 15_000
/** Arrivals a second: enough for a certain FAIL, little beside the stack on two cores. */
const RATE = 40
export const LOAD_SECONDS = 15

/** Thrown by a cell whose expectation did not hold. */
export class NotHeld extends Error {}

export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new NotHeld(what)
}

/** Waits for a condition; the words say what was waited for in vain. A check that throws counts as not yet. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = PATIENCE_MS,
): Promise<number> {
  const begin = performance.now()
  for (;;) {
    try {
      if (await condition()) return performance.now() - begin
    } catch {
      // not yet
    }
    must(performance.now() - begin < withinMs, `${what} within ${withinMs / 1000} s`)
    await pause(200)
  }
}

/** A `plimsoll` command of the project, as a user would run it. */
export interface Cli {
  readonly child: ChildProcess
  readonly pid: number
  readonly written: () => string
  readonly says: (pattern: RegExp) => Promise<void>
  readonly ended: Promise<number | null>
}

export function startCli(project: Project, args: readonly string[]): Cli {
  const reports = args[0] === 'run' || args[0] === 'up' ? ['--reports', project.reports] : []
  const child = spawn(process.execPath, ['cli/main.ts', ...args, ...reports], {
    env: project.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const says = async (pattern: RegExp): Promise<void> => {
    await until(`${args[0]} says ${pattern}; it said: ${written}`, () => pattern.test(written))
  }
  return { child, pid: child.pid ?? 0, written: () => written, says, ended }
}

/** A process and all below it, now. */
export function familyOf(pid: number): ProcessIdentity[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // It ended as we looked.
    }
  }
  const family = (of: number): number[] => [of, ...(children.get(of) ?? []).flatMap(family)]
  return family(pid).flatMap((member) => processIdentity(member) ?? [])
}

/** Kills the head of a family with -9 and waits until nobody of it is left; tells how long that took. */
export async function killFamily(pid: number): Promise<string> {
  const family = familyOf(pid)
  process.kill(pid, 'SIGKILL')
  const ms = await until(
    `all ${family.length} processes gone`,
    () => !family.some(isRunning),
    GONE_WITHIN_MS,
  )
  return `${family.length} processes gone in ${(ms / 1000).toFixed(1)} s`
}

/** Starts a load on the demo and returns when its hold has begun. */
export async function startLoad(project: Project, target: string): Promise<Cli> {
  const load = ['--rate', String(RATE), '--duration', `${LOAD_SECONDS}s`]
  const run = startCli(project, ['run', 'demo', '--target', target, ...load])
  await run.says(/phase hold/)
  return run
}

/** The newest run that the store lists, and whether any is still taken for running. */
export async function newestRun(project: Project): Promise<StoredRun> {
  const cli = startCli(project, ['runs', '--json', '--limit', '1'])
  must((await cli.ended) === 0, `plimsoll runs failed: ${cli.written()}`)
  const { running, finished } = JSON.parse(cli.written()) as {
    running: unknown[]
    finished: StoredRun[]
  }
  must(running.length === 0, 'a run is still listed as running')
  must(finished[0], 'no run is listed')
  return finished[0]
}

/** Requests in the last checkpoint of the run under way. */
export function keptRequests(project: Project): number {
  return withStore(project, (store) => {
    const [run] = store.running.list()
    const intervals = (run && store.checkpoints.find(run.id)?.intervals) ?? []
    return intervals.reduce((sum, { offered }) => sum + offered, 0)
  })
}

/** What the verdict on the newest run says of each objective. */
export function newestVerdict(project: Project): Verdict {
  const { record } = findRun(project, 'latest')
  must(record, 'the newest run has no record')
  return judge(record, { unread: unreadFields(record.contract) })
}
