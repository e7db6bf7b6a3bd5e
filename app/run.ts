import type { ExitCode } from '../contract/errors.ts'
import { PlimsollError } from '../contract/errors.ts'
import { lintContract } from '../contract/lint/lint-contract.ts'
import type { Contract } from '../contract/schema.ts'
import { composeEnvironment } from '../generate/environment.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { renderReports } from '../reports/render-reports.ts'
import { readContract } from '../store/contract-file.ts'
import { requireAllowedLoad } from '../synthetic/allowed-load.ts'
import type { TrafficResult } from '../synthetic/traffic-result.ts'
import { exitCodeOf } from '../verdict/exit-code.ts'
import { judge } from '../verdict/judge.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { loadPlan } from '../workload/load-plan.ts'
import { askHealth, reachTarget } from './check-health.ts'
import { runningRuns, withStore } from './connect-store.ts'
import { findPrometheus, type Scraping } from './find-prometheus.ts'
import { keepRun } from './keep-run.ts'
import type { LiveState } from './live-state.ts'
import { observeRun } from './observe-run.ts'
import type { Project } from './project.ts'
import { contractDigest, runEnvironment, runId } from './run-identity.ts'
import { profileNamed, type RunOverrides, withOverrides } from './run-overrides.ts'
import { openTargetsFolder } from './run-target-file.ts'
import { sendLoad } from './send-load.ts'

export interface RunOptions {
  readonly project: Project
  readonly profile: string
  readonly overrides?: RunOverrides
  readonly seed?: number | undefined
  readonly workers?: number | undefined
  /** Where Prometheus is and how it finds the run; else the running local stack's. */
  readonly scraping?: Scraping
  readonly failOnWarn?: boolean
  /** Ends the load early; what was measured is kept and the run counts as interrupted. */
  readonly stop: AbortSignal
  readonly onStart?: (run: StartedRun) => void
  readonly onState?: (state: LiveState) => void
  /** Gets what a user should know and no result says. */
  readonly say: (line: string) => void
}

/** What is known of a run when its load begins. */
export interface StartedRun {
  readonly runId: string
  readonly contractDigest: string
}

/** A run that was measured, judged and kept. */
export interface FinishedRun {
  readonly record: RunRecord
  readonly verdict: Verdict
  readonly exitCode: ExitCode
  readonly reportFolder: string
}

/** Runs a profile of the project's contract: preflight, load, readings, verdict, reports. */
export async function runProfile(options: RunOptions): Promise<FinishedRun> {
  const { project, profile, stop, say } = options
  const written = await readContract(project.contractPath)
  const contract = withOverrides(written, profile, options.overrides ?? {}, project.env)
  requireAllowedLoad(contract.safety, loadPlan(profileNamed(contract, profile)), profile)
  requireNoOtherRun(project)
  const unread = unreadFields(contract)
  if (unread.length > 0) say(`not judged, nothing reads it yet: ${unread.join(', ')}`)
  const prometheus = await findPrometheus(options.scraping ?? {}, project.env)
  if (prometheus?.targetsFolder) await openTargetsFolder(prometheus.targetsFolder)
  const healthBefore = await reachTarget(contract)
  stop.throwIfAborted()

  await using resources = new AsyncDisposableStack()
  const startedAt = new Date()
  const id = runId(profile, startedAt)
  const digest = contractDigest(contract)
  const seed = options.seed ?? startedAt.getTime() % 2 ** 31
  let told = false
  const result = await sendLoad(
    {
      project,
      contract,
      profileName: profile,
      runId: id,
      startedAt,
      seed,
      workers: options.workers ?? 1,
      targetsFolder: prometheus?.targetsFolder,
      telemetryHost: options.scraping?.telemetryHost,
      scrapeIntervalMs: composeEnvironment(contract).scrapeIntervalMs,
      stop,
      onState: (state) => {
        if (!told) options.onStart?.({ runId: id, contractDigest: digest })
        told = true
        options.onState?.(state)
      },
    },
    resources,
  )
  for (const loss of result.losses) say(`a worker was lost: ${loss}`)
  const record: RunRecord = {
    ...recordOfTraffic(result),
    id,
    label: id,
    profile,
    contract,
    contractDigest: digest,
    seed,
    environment: runEnvironment(),
    ...(await readings(contract, healthBefore, result, prometheus?.url)),
  }
  return finish(options, record, unread)
}

/** Judges a record, writes its reports and keeps it. */
async function finish(
  { project, failOnWarn, say }: RunOptions,
  record: RunRecord,
  unread: readonly string[],
): Promise<FinishedRun> {
  const verdict = judge(record, { unread })
  const exitCode = exitCodeOf(verdict, { failOnWarn: failOnWarn ?? false })
  const { outcome, sentence } = verdict
  const files = renderReports({ record, verdict })
  const kept = await keepRun(project, record, { outcome, exitCode, sentence }, files)
  for (const trouble of kept.trouble) say(trouble)
  return { record, verdict, exitCode, reportFolder: kept.reportFolder }
}

/** Paths that the contract fills in and nothing reads: no objective may stand on them. */
export function unreadFields(contract: Contract): string[] {
  const findings = lintContract(contract).filter(({ code }) => code === 'NOT_READ_YET')
  return findings.map(({ path }) => path)
}

function recordOfTraffic(
  result: TrafficResult,
): Pick<
  RunRecord,
  | 'version'
  | 'startedAt'
  | 'endedAt'
  | 'plannedDurationMs'
  | 'ending'
  | 'phases'
  | 'intervals'
  | 'generator'
  | 'failures'
> {
  const { startedAtMs, endedAtMs, losses: _told, ...measured } = result
  return {
    version: 1,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
    ...measured,
  }
}

async function readings(
  contract: Contract,
  healthBefore: RunRecord['preflight']['healthBefore'],
  { startedAtMs, endedAtMs }: TrafficResult,
  prometheusUrl: string | undefined,
): Promise<Pick<RunRecord, 'target' | 'preflight' | 'resources'>> {
  const window = { startedAt: new Date(startedAtMs), endedAt: new Date(endedAtMs) }
  const [healthAfter, { resources, series }] = await Promise.all([
    askHealth(contract.service),
    observeRun(contract, window, prometheusUrl),
  ])
  return {
    target: contract.service.baseUrl,
    preflight: { healthBefore, healthAfter, ...series },
    resources,
  }
}

/** Two loads on one machine would measure each other. */
function requireNoOtherRun(project: Project): void {
  const other = withStore(project, (store) => runningRuns(store)[0])
  if (!other) return
  const message = `run ${other.id} is under way in process ${other.pid}`
  throw new PlimsollError('ALREADY_RUNNING', message, {
    hint: 'wait for its end or stop it: two loads on one machine measure each other',
  })
}
