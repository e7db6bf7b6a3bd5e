import { startDrillRun } from '../../app/drill-run.ts'
import { bringUp } from '../../app/local-stack.ts'
import type { Project } from '../../app/project.ts'
import { runProfile } from '../../app/run.ts'
import { type DemoFaults, demoFaults } from '../../drills/demo-faults.ts'
import type { Tool } from '../../stack/tool.ts'
import { temporaryProject } from './temporary-project.ts'

/** The whole local stack of the demo's contract under two loads, so that rules of both kinds of profile have a run. */
export interface LoadedStack {
  readonly prometheusUrl: string
  /** Label of the run of the profile `demo`; the other is of `soak`. */
  readonly demoRun: string
  readonly faults: DemoFaults
  /** Ends loads and stack; nothing is left running. */
  readonly stop: () => Promise<void>
}

/** Little enough for two cores that also run the stack, and every endpoint is asked several times a scrape. */
const RATE_PER_SECOND = 80
const SOAK_USERS = 4
/** The loads end by themselves after this, whatever happens to their owner. */
const LONGEST_MS = 5 * 60_000
const ADMIN_TOKEN = 'stack-test-admin-token'

/** Starts stack and loads with this Prometheus in a temporary folder; returns when both loads are sent. */
export async function startLoadedStack(
  prometheus: Tool,
  say: (line: string) => void,
): Promise<LoadedStack> {
  const { project, remove } = temporaryProject({ PLIMSOLL_PROMETHEUS: prometheus.path })
  const ending = new AsyncDisposableStack()
  ending.defer(remove)
  try {
    const local = await bringUp({ project, say, port: 0, demoAdminToken: ADMIN_TOKEN })
    ending.defer(() => local.stack.stop())
    const soak = await startSoak(project, local.addresses, say)
    ending.defer(soak.end)
    const demo = await startDrillRun({
      project,
      local,
      profile: 'demo',
      ratePerSecond: RATE_PER_SECOND,
      longestMs: LONGEST_MS,
    })
    ending.defer(async () => {
      await Promise.all([demo.end(), soak.end()])
    })
    return {
      prometheusUrl: local.addresses.prometheus,
      demoRun: demo.runId,
      faults: demoFaults(local.addresses.demo, ADMIN_TOKEN),
      stop: () => ending.disposeAsync(),
    }
  } catch (error) {
    await ending.disposeAsync()
    throw error
  }
}

/** A load of the profile `soak`, which the rule for slow leaks asks for. */
async function startSoak(
  project: Project,
  addresses: { readonly demo: string; readonly prometheus: string },
  say: (line: string) => void,
): Promise<{ end: () => Promise<void> }> {
  const stop = new AbortController()
  const started = Promise.withResolvers<void>()
  const done = runProfile({
    project,
    profile: 'soak',
    overrides: {
      target: addresses.demo,
      users: SOAK_USERS,
      spawnRate: SOAK_USERS,
      durationMs: LONGEST_MS,
    },
    scraping: { prometheus: addresses.prometheus },
    stop: stop.signal,
    say,
    onStart: () => started.resolve(),
  })
  done.catch(started.reject)
  const end = async (): Promise<void> => {
    stop.abort()
    await done
  }
  await started.promise
  return { end }
}
