import { composeEnvironment } from '../generate/environment.ts'
import { readContract } from '../store/contract-file.ts'
import type { LocalStack } from './local-stack.ts'
import type { Project } from './project.ts'
import { runId } from './run-identity.ts'
import { withOverrides } from './run-overrides.ts'
import { sendLoad } from './send-load.ts'

/** A load that goes on in the background while alerts are drilled; nothing judges it. */
export interface DrillRun {
  readonly runId: string
  /** Stops the load; resolves when all of it has ended. */
  readonly end: () => Promise<void>
}

export interface DrillRunOptions {
  readonly project: Project
  readonly local: LocalStack
  readonly profile: string
  readonly ratePerSecond: number
  /** The load ends by itself after this, whatever happens to its owner. */
  readonly longestMs: number
}

/** Sends the demo steady arrivals that Prometheus sees as a run, until it is told to end. */
export async function startDrillRun(options: DrillRunOptions): Promise<DrillRun> {
  const { project, local, profile, ratePerSecond, longestMs } = options
  const contract = withOverrides(
    await readContract(project.contractPath),
    profile,
    { target: local.addresses.demo, ratePerSecond, durationMs: longestMs },
    project.env,
  )
  const resources = new AsyncDisposableStack()
  const stop = new AbortController()
  const started = Promise.withResolvers<void>()
  const startedAt = new Date()
  const id = `drill-${runId(profile, startedAt)}`
  const done = sendLoad(
    {
      project,
      contract,
      profileName: profile,
      runId: id,
      runLabel: id,
      startedAt,
      seed: startedAt.getTime() % 2 ** 31,
      workers: 1,
      targetsFolder: local.runtime.targets,
      scrapeIntervalMs: composeEnvironment(contract).scrapeIntervalMs,
      stop: stop.signal,
      besideOthers: true,
      onState: () => started.resolve(),
    },
    resources,
  ).finally(() => resources.disposeAsync())
  done.catch(started.reject)
  await started.promise
  return {
    runId: id,
    end: async () => {
      stop.abort()
      await done
    },
  }
}
