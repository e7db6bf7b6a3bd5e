import type { MetricProducer } from '@opentelemetry/sdk-metrics'
import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import type { FailureEvidence, LoadChange } from '../measurement/run-record.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { bucketEdges } from '../series/bucket-edges.ts'
import { type LoadPlan, loadPlan } from '../workload/load-plan.ts'
import { countedRows } from '../workload/once.ts'
import { shareOf } from '../workload/split.ts'
import { longestTimeoutMs } from '../workload/timeouts.ts'
import { connectionsFor, requireAllowedLoad } from './allowed-load.ts'
import { findTarget } from './find-target.ts'
import { LiveCounts } from './live-counts.ts'
import { runClock } from './run-clock.ts'
import { TrafficCoordinator } from './traffic-coordinator.ts'
import type { StopMode, Target } from './traffic-messages.ts'
import type { TrafficResult, TrafficSoFar } from './traffic-result.ts'
import { WorkerThread } from './worker-thread.ts'

export interface TrafficOptions {
  readonly contract: Contract
  readonly profileName: string
  readonly runId: string
  /** Value of the `run` label: the run's id, or the schedule's name. */
  readonly runLabel: string
  readonly baseUrl: string
  readonly seed: number
  /** Threads that send; one holds thousands of requests a second. */
  readonly workers?: number
  /** Texts that no evidence may show. */
  readonly secrets?: readonly string[]
  /** Content of the feeders' files by feeder name. */
  readonly feederTexts?: Readonly<Record<string, string>>
  /** Gets the live view once a second, and at the end. */
  readonly onSnapshot?: (snapshot: RunSnapshot) => void
}

/** Traffic under way. */
export interface TrafficRun {
  /** What was planned; changes by hand leave it as it is. */
  readonly plan: LoadPlan
  /** The series of the run, for `startTelemetry`. */
  readonly producer: MetricProducer
  readonly snapshot: () => RunSnapshot
  /** What would be left behind if the run were interrupted now. */
  readonly soFar: () => TrafficSoFar
  /** Changes the load from a moment a little ahead; refuses what the run or the contract does not allow. */
  readonly change: (command: LoadCommand, by: LoadChange['by']) => LoadChange
  /** `drain` waits for the answers under way, `now` does not; the run then ends as interrupted. */
  readonly stop: (mode: StopMode) => void
  /** Rejects when the run cannot go on, e.g. when a feeder has no more unique rows. */
  readonly done: Promise<TrafficResult>
}

/** The workers get so long between the order and the first arrival, milliseconds. */
const LEAD_MS = 30

/**
 * Sends the load of a profile from worker threads. Before the first request everything that can be wrong is asked for:
 * the ceilings, the target's address against the allow-list, its certificate, every journey, and autocannon itself.
 */
export async function startTraffic(options: TrafficOptions): Promise<TrafficRun> {
  const { contract, profileName } = options
  const profile = profileOf(contract, profileName)
  const plan = loadPlan(profile)
  requireAllowedLoad(contract.safety, plan, `profile ${profileName}`)
  const target = await findTarget(contract, options.baseUrl)
  const clock = runClock()
  const failures: FailureEvidence[] = []
  const workers = startWorkers(options, profile, plan, target, clock.now, failures)
  try {
    await Promise.all(workers.map((worker) => worker.ready))
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()))
    throw error
  }
  const coordinator = new TrafficCoordinator({
    ...options,
    profile,
    plan,
    workers,
    failures,
    now: clock.now,
    edgesSeconds: bucketEdges(contract).seconds,
  })
  const startNs = process.hrtime.bigint() + BigInt(LEAD_MS * 1_000_000)
  clock.startAt(startNs)
  for (const worker of workers) worker.start(startNs)
  const done = coordinator.run(performance.timeOrigin + performance.now() - clock.now())
  return {
    plan,
    producer: coordinator.producer,
    snapshot: () => coordinator.snapshot(),
    soFar: () => coordinator.soFar(),
    change: (command, by) => coordinator.change(command, by),
    stop: (mode) => coordinator.stop(mode),
    done,
  }
}

function profileOf(contract: Contract, profileName: string): Profile {
  const profile = contract.profiles[profileName]
  if (profile) return profile
  throw new PlimsollError('PROFILE_UNKNOWN', `the contract has no profile ${profileName}`, {
    hint: `profiles: ${Object.keys(contract.profiles).join(', ')}`,
  })
}

function startWorkers(
  {
    contract,
    profileName,
    seed,
    secrets = [],
    feederTexts = {},
    workers: count = 1,
  }: TrafficOptions,
  profile: Profile,
  plan: LoadPlan,
  target: Target,
  now: () => number,
  failures: FailureEvidence[],
): WorkerThread[] {
  const edgesUs = bucketEdges(contract).seconds.map((seconds) => Math.round(seconds * 1_000_000))
  const endpoints = countedRows(contract).length
  const shape = { endpoints, edgesUs, withServiceTime: plan.model === 'open' }
  const timeoutMs = longestTimeoutMs(contract, profile)
  const connections = connectionsFor(contract.safety, plan, timeoutMs, count)
  return Array.from({ length: count }, (_, index) => {
    const order = {
      contract,
      profileName,
      seed,
      worker: { index, workers: count },
      target,
      connections: shareOf(connections, index, count),
      feederTexts,
      secrets,
      edgesUs,
      liveBuffer: new LiveCounts(shape).buffer,
    }
    return new WorkerThread(order, shape, now, (evidence) => failures.push(evidence))
  })
}
