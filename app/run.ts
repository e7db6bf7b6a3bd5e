import type { ExitCode } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import { composeEnvironment } from '../generate/environment.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { renderReports } from '../reports/render-reports.ts'
import type { TrafficResult } from '../synthetic/traffic-result.ts'
import { exitCodeOf } from '../verdict/exit-code.ts'
import { judge } from '../verdict/judge.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { askHealth, reachTarget } from './check-health.ts'
import { withStore } from './connect-store.ts'
import { contractOfRun, type RunAsked } from './contract-of-run.ts'
import { findPrometheus, type Scraping } from './find-prometheus.ts'
import { keepRun } from './keep-run.ts'
import type { LiveState } from './live-state.ts'
import { observeRun, unobserved } from './observe-run.ts'
import type { Project } from './project.ts'
import { checkpointKeeper } from './run-checkpoints.ts'
import type { RunControls } from './run-controls.ts'
import { contractDigest, runEnvironment, runId } from './run-identity.ts'
import { requireNoOtherRun } from './run-register.ts'
import { openTargetsFolder } from './run-target-file.ts'
import { sendLoad } from './send-load.ts'
import { unreadFields } from './unread-fields.ts'

/** Longest wait for what is read after a run that was told to stop: a container gets 10 s for all of its end. */
const HURRIED_MS = 2_000

export interface RunOptions extends RunAsked {
  /** Name of the schedule that starts it: it comes back with every run, the id never does. */
  readonly label?: string | undefined
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
  readonly controls: RunControls
}

/** A run that was measured, judged and kept. */
export interface FinishedRun {
  readonly record: RunRecord
  readonly verdict: Verdict
  readonly exitCode: ExitCode
  /** Absent when the reports could not be written. */
  readonly reportFolder?: string
}

/** Runs a profile of the project's contract: preflight, load, readings, verdict, reports. */
export async function runProfile(options: RunOptions): Promise<FinishedRun> {
  const { project, profile, stop, say } = options
  const contract = await contractOfRun(options)
  withStore(project, requireNoOtherRun)
  const unread = unreadFields(contract)
  for (const line of ignored(unread, project.env)) say(line)
  const prometheus = await findPrometheus(options.scraping ?? {}, project.env)
  if (prometheus?.targetsFolder) await openTargetsFolder(prometheus.targetsFolder)
  const healthBefore = await reachTarget(contract)
  stop.throwIfAborted()

  await using resources = new AsyncDisposableStack()
  const startedAt = new Date()
  const id = withStore(project, (store) =>
    runId(profile, startedAt, (taken) => store.runs.find(taken) !== undefined),
  )
  const label = options.label ?? id
  const digest = contractDigest(contract)
  const timeScale = options.overrides?.timeScale
  const environment = runEnvironment()
  const seed = options.seed ?? startedAt.getTime() % 2 ** 31
  const recordOf = (result: TrafficResult, read: Readings): RunRecord => ({
    ...recordOfTraffic(result),
    id,
    label,
    profile,
    contract,
    contractDigest: digest,
    seed,
    ...(timeScale !== undefined && { timeScale }),
    environment,
    ...read,
  })
  const notRead = notReadYet(contract, healthBefore)
  const keep = checkpointKeeper(project, say)
  let told = false
  const result = await sendLoad(
    {
      project,
      contract,
      profileName: profile,
      runId: id,
      runLabel: label,
      startedAt,
      seed,
      envValues: options.envValues ?? {},
      workers: options.workers ?? 1,
      targetsFolder: prometheus?.targetsFolder,
      telemetryHost: options.scraping?.telemetryHost,
      scrapeIntervalMs: composeEnvironment(contract).scrapeIntervalMs,
      stop,
      onCheckpoint: (soFar) => keep(recordOf(soFar, notRead), soFar.settledIntervals),
      onState: (state, controls) => {
        if (!told) options.onStart?.({ runId: id, contractDigest: digest, controls })
        told = true
        options.onState?.(state)
      },
    },
    resources,
  )
  for (const loss of result.generator.losses ?? []) say(`a worker was lost: ${loss}`)
  const read = await readings(contract, healthBefore, result, prometheus?.url, stop.aborted)
  return finish(options, recordOf(result, read), unread)
}

/** Variables that other HTTP clients obey; a proxy would be measured with the service. */
const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/** What the user wrote or set and the run does not act on. */
function ignored(unread: readonly string[], env: Project['env']): string[] {
  const proxy = PROXIES.find((name) => env[name])
  return [
    ...(proxy ? [`${proxy} is set but not followed: the load goes straight to the target`] : []),
    ...(unread.length > 0 ? [`not judged, nothing reads it yet: ${unread.join(', ')}`] : []),
  ]
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
  const { reportFolder } = kept
  return { record, verdict, exitCode, ...(reportFolder !== undefined && { reportFolder }) }
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
  | 'coldStart'
  | 'changes'
  | 'failures'
> {
  const { startedAtMs, endedAtMs, plannedDurationMs, ending, phases, intervals } = result
  return {
    version: 1,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
    plannedDurationMs,
    ending,
    phases,
    intervals,
    generator: result.generator,
    coldStart: result.coldStart,
    ...(result.changes.length > 0 && { changes: result.changes }),
    failures: result.failures,
  }
}

/** What is read around the load rather than measured by it. */
type Readings = Pick<RunRecord, 'target' | 'preflight' | 'resources'>

/** The readings of a run whose process ends before it can make them. */
function notReadYet(
  contract: Contract,
  healthBefore: RunRecord['preflight']['healthBefore'],
): Readings {
  const why = "the run's process ended before it could ask Prometheus"
  const { resources, series } = unobserved(contract, why)
  return { target: contract.service.baseUrl, preflight: { healthBefore, ...series }, resources }
}

async function readings(
  contract: Contract,
  healthBefore: RunRecord['preflight']['healthBefore'],
  { startedAtMs, endedAtMs }: TrafficResult,
  prometheusUrl: string | undefined,
  isHurried: boolean,
): Promise<Readings> {
  const window = { startedAt: new Date(startedAtMs), endedAt: new Date(endedAtMs) }
  const deadlineMs = isHurried ? HURRIED_MS : undefined
  const [healthAfter, { resources, series }] = await Promise.all([
    askHealth(contract.service, deadlineMs),
    observeRun(contract, window, prometheusUrl, deadlineMs),
  ])
  return {
    target: contract.service.baseUrl,
    preflight: { healthBefore, healthAfter, ...series },
    resources,
  }
}
