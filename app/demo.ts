import { randomBytes } from 'node:crypto'
import type { ExitCode } from '../contract/errors.ts'
import { EXIT } from '../contract/errors.ts'
import { type DrillResult, type DrillStep, runAlertDrill } from '../drills/alert-drill.ts'
import { httpAlertObserver } from '../drills/alert-observer.ts'
import { runLatencyDrill } from '../drills/demo-drills.ts'
import { demoFaults } from '../drills/demo-faults.ts'
import type { ComponentStatus } from '../stack/component.ts'
import { startDrillRun } from './drill-run.ts'
import type { LiveState } from './live-state.ts'
import { bringUp, type LocalStack } from './local-stack.ts'
import type { Project } from './project.ts'
import { type FinishedRun, runProfile, type StartedRun } from './run.ts'

/** The profiles of the healthy part, in order. */
const PROFILES = ['smoke', 'demo'] as const

/** Enough arrivals for the latency gate's guard at every endpoint it watches, little enough to leave the stack room. */
const DRILL_RATE_PER_SECOND = 150
/** The drill's own limits are four minutes together. */
const DRILL_LONGEST_MS = 5 * 60_000

/** Told of what happens, so that a terminal can show it. */
export interface DemoProgress {
  readonly say: (line: string) => void
  readonly component: (status: ComponentStatus) => void
  readonly runStarts: (run: StartedRun) => void
  readonly runState: (state: LiveState) => void
  readonly runEnds: (run: FinishedRun) => void
  readonly drillStep: (step: DrillStep, ms: number) => void
}

export interface DemoResult {
  readonly runs: readonly FinishedRun[]
  /** Absent when the healthy part failed: a drill on a broken service proves nothing. */
  readonly drill?: DrillResult
  readonly exitCode: ExitCode
}

/** A running stack with the demo on it, and what shows it off. */
export interface Demo {
  readonly local: LocalStack
  readonly show: () => Promise<DemoResult>
}

/** Starts the stack of the demo; `show` then runs the healthy part and the drill. */
export async function startDemo(options: {
  readonly project: Project
  readonly progress: DemoProgress
  readonly signal: AbortSignal
}): Promise<Demo> {
  const { project, progress, signal } = options
  const adminToken = randomBytes(24).toString('base64url')
  const local = await bringUp({
    project,
    say: progress.say,
    onChange: progress.component,
    signal,
    demoAdminToken: adminToken,
  })
  return {
    local,
    show: async () => {
      const runs: FinishedRun[] = []
      for (const profile of PROFILES) {
        const run = await healthyRun(profile, options, local)
        runs.push(run)
        if (run.exitCode !== EXIT.ok) return { runs, exitCode: run.exitCode }
      }
      const drill = await drillLatency(options, local, adminToken)
      return { runs, drill, exitCode: drill.failure === undefined ? EXIT.ok : EXIT.drillFailed }
    },
  }
}

/** Runs a profile; one that could not be measured or decided is repeated once, a failed one never. */
async function healthyRun(
  profile: string,
  options: { project: Project; progress: DemoProgress; signal: AbortSignal },
  local: LocalStack,
): Promise<FinishedRun> {
  const { project, progress, signal } = options
  const once = async (): Promise<FinishedRun> => {
    const finished = await runProfile({
      project,
      profile,
      overrides: { target: local.addresses.demo },
      stop: signal,
      say: progress.say,
      onStart: progress.runStarts,
      onState: progress.runState,
    })
    progress.runEnds(finished)
    signal.throwIfAborted()
    return finished
  }
  const first = await once()
  if (first.exitCode !== EXIT.invalid) return first
  progress.say(
    `${profile} was ${first.verdict.outcome}: this machine is noisy; it is repeated once`,
  )
  return once()
}

async function drillLatency(
  options: { project: Project; progress: DemoProgress; signal: AbortSignal },
  local: LocalStack,
  adminToken: string,
): Promise<DrillResult> {
  const { project, progress, signal } = options
  const { addresses, stack } = local
  const load = await startDrillRun({
    project,
    local,
    profile: 'demo',
    ratePerSecond: DRILL_RATE_PER_SECOND,
    longestMs: DRILL_LONGEST_MS,
  })
  try {
    return await runAlertDrill(
      runLatencyDrill({ faults: demoFaults(addresses.demo, adminToken), stack }),
      {
        observer: httpAlertObserver(addresses.prometheus, addresses.server),
        onStep: progress.drillStep,
        signal,
      },
    )
  } finally {
    await load.end()
  }
}
