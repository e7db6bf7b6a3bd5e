import { setTimeout as sleep } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { processIdentity } from '../stack/process-state.ts'
import { readFeederTexts } from '../store/feeder-files.ts'
import { startTraffic, type TrafficRun } from '../synthetic/start-traffic.ts'
import type { TrafficResult, TrafficSoFar } from '../synthetic/traffic-result.ts'
import { startTelemetry } from '../telemetry/start-telemetry.ts'
import { soFar } from '../verdict/so-far.ts'
import { withEnvValues } from '../workload/env-values.ts'
import { withStore } from './connect-store.ts'
import { openLiveEndpoint } from './live-endpoint.ts'
import { LiveFeed } from './live-feed.ts'
import type { LiveState } from './live-state.ts'
import type { Project } from './project.ts'
import { RunControls } from './run-controls.ts'
import { claimRun, settleRun } from './run-register.ts'
import { announceRun } from './run-target-file.ts'

/** Before this nothing that is measured says anything: the first answers are still on their way. */
const LEAST_WINDOW_MS = 900
const SETTLE_AGAIN_MS = 5_000
/** What a killed run may lose at most, milliseconds. */
const CHECKPOINT_EVERY_MS = 5_000
/** A stopped load waits so long for the answers under way: a container gets 10 s for all of its end. */
const DRAIN_MS = 3_000

/** One load to send, everything decided. */
export interface LoadOrder {
  readonly project: Project
  readonly contract: Contract
  readonly profileName: string
  readonly runId: string
  /** Label `run` of its series: the schedule's name, else the id. */
  readonly runLabel: string
  readonly startedAt: Date
  readonly seed: number
  readonly workers: number
  /** Values of `{{env.NAME}}` in the journeys. */
  readonly envValues?: Readonly<Record<string, string>>
  /** file_sd folder of a Prometheus that is to scrape the run. */
  readonly targetsFolder: string | undefined
  /** Host name the run's metrics page listens on and is announced with; else the loopback's. */
  readonly telemetryHost?: string | undefined
  readonly scrapeIntervalMs: number
  /** Ends the load early; what was measured is kept. */
  readonly stop: AbortSignal
  readonly onState: (state: LiveState, controls: RunControls) => void
  /** Gets what is to be kept should this process die now: at the start, every few seconds, at the end. */
  readonly onCheckpoint?: (soFar: TrafficSoFar) => void
  /** Goes on although another load is under way; drills alone may. */
  readonly besideOthers?: true
}

/**
 * Sends the load, visible to Prometheus, to the server and to whoever else reads the store, until its
 * end. What makes it visible is closed by `resources`, so that a report can be written before.
 */
export async function sendLoad(
  order: LoadOrder,
  resources: AsyncDisposableStack,
): Promise<TrafficResult> {
  const { contract, project, onCheckpoint = () => undefined } = order
  const feed = new LiveFeed()
  const ending = new AbortController()
  const controls = new RunControls(() => ending.abort())
  const publish = (snapshot: RunSnapshot) => {
    const rows = snapshot.elapsedMs < LEAST_WINDOW_MS ? [] : soFar(snapshot, contract)
    const state = { snapshot, rows }
    feed.publish(state)
    order.onState(state, controls)
  }
  const stop = AbortSignal.any([order.stop, ending.signal])
  await claim(order, feed, controls, resources)
  const envValues = order.envValues ?? {}
  const traffic = await startTraffic({
    contract: withEnvValues(contract, envValues),
    secrets: Object.values(envValues),
    profileName: order.profileName,
    runId: order.runId,
    runLabel: order.runLabel,
    baseUrl: contract.service.baseUrl,
    seed: order.seed,
    workers: order.workers,
    feederTexts: await readFeederTexts(contract, project.contractPath),
    onSnapshot: publish,
  })
  controls.take(traffic)
  traffic.done.catch(() => undefined) // whoever awaits it below still sees its error
  const end = () => {
    traffic.stop('drain')
    setTimeout(() => traffic.stop('now'), DRAIN_MS).unref()
  }
  const checkpoint = () => onCheckpoint(traffic.soFar())
  const timer = setInterval(checkpoint, CHECKPOINT_EVERY_MS)
  try {
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
    checkpoint()
    const isScraped = await show(order, traffic, resources)
    publish(traffic.snapshot())
    const result = await traffic.done
    onCheckpoint({ ...result, settledIntervals: result.intervals.length })
    clearInterval(timer)
    if (isScraped && !stop.aborted) await lastScrapes(order.scrapeIntervalMs, stop)
    return result
  } catch (error) {
    traffic.stop('now')
    throw error
  } finally {
    clearInterval(timer)
    stop.removeEventListener('abort', end)
  }
}

/** Leaves the page up until Prometheus has seen the end, unless it is told to hurry. */
async function lastScrapes(scrapeIntervalMs: number, hurry: AbortSignal): Promise<void> {
  await sleep(2 * scrapeIntervalMs, undefined, { signal: hurry }).catch(() => undefined)
}

/** Opens the run's live door and registers the run, before there is load: another one may be under way. */
async function claim(
  { project, runId, runLabel, contract, profileName, startedAt, besideOthers }: LoadOrder,
  feed: LiveFeed,
  controls: RunControls,
  resources: AsyncDisposableStack,
): Promise<void> {
  const live = await openLiveEndpoint(feed, controls)
  resources.defer(() => live.close())
  const run = {
    id: runId,
    label: runLabel,
    profile: profileName,
    service: contract.service.name,
    target: contract.service.baseUrl,
    startedAt: startedAt.toISOString(),
    pid: process.pid,
    processStarted: processIdentity(process.pid)?.started ?? '',
    telemetryUrl: '',
    liveUrl: live.url,
    liveSecret: live.secret,
  }
  withStore(project, (store) => claimRun(store, run, besideOthers ?? false))
  resources.defer(() => settle(project, runId))
}

/** Opens telemetry and says where it is; true when Prometheus will find the run. */
async function show(
  order: LoadOrder,
  traffic: TrafficRun,
  resources: AsyncDisposableStack,
): Promise<boolean> {
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll-run',
    host: order.telemetryHost ?? '127.0.0.1',
    port: 0,
    producers: [traffic.producer],
  })
  resources.defer(() => telemetry.stop())
  const { project, runId, targetsFolder } = order
  tellTelemetry(project, runId, telemetry.url)
  if (targetsFolder === undefined) return false
  resources.defer(await announceRun(targetsFolder, runId, telemetry.url))
  return true
}

/** Told to whoever lists runs; a store that is locked just now must not end a load that has begun. */
function tellTelemetry(project: Project, id: string, url: string): void {
  try {
    withStore(project, (store) => store.running.showTelemetry(id, url))
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
  }
}

/**
 * Takes the run out of the register. A store that cannot be used now is tried again as long as this
 * process lives: a server's ended run must not stand in the way of the next one.
 */
function settle(project: Project, id: string): void {
  try {
    withStore(project, (store) => settleRun(store, id))
  } catch {
    // keepRun has said already what is wrong with the store
    setTimeout(() => settle(project, id), SETTLE_AGAIN_MS).unref()
  }
}
