import assert from 'node:assert/strict'
import type { Contract, ContractInput } from '../../contract/schema.ts'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import { type EndpointTotals, endpointTotals } from '../../measurement/merge-intervals.ts'
import type { FailureEvidence, RunInterval } from '../../measurement/run-record.ts'
import { LiveCounts } from '../../synthetic/live-counts.ts'
import { RunIntervals } from '../../synthetic/run-intervals.ts'
import { SliceCounts } from '../../synthetic/slice-counts.ts'
import { TrafficEngine } from '../../synthetic/traffic-engine.ts'
import { loadPlan } from '../../workload/load-plan.ts'
import { countedRows } from '../../workload/once.ts'
import { aContract, anEndpoint } from './builders.ts'

/** What an engine did, and its whole run as intervals. */
export interface EngineRun {
  readonly intervals: readonly RunInterval[]
  readonly totals: ReadonlyMap<string, EndpointTotals>
  /** Outcomes that happened, of all endpoints together. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly evidence: readonly FailureEvidence[]
  readonly live: LiveCounts
  /** Answers as autocannon counted them. */
  readonly answers: number
}

const EDGES_US = [100_000, 1_000_000]

/** A contract for one profile called `load` against a server of the test. */
export function aTrafficContract(
  url: string,
  profile: ContractInput['profiles'][string],
  overrides: Partial<ContractInput> = {},
): Contract {
  return aContract({
    service: { name: 'target', baseUrl: url },
    endpoints: [anEndpoint({ name: 'it', path: '/it' })],
    profiles: { load: profile },
    ...overrides,
  })
}

/**
 * Runs the profile `load` in this thread: what worker threads run, without the time they take to start. Audits it: every
 * answer that autocannon itself counted must have become an outcome of ours.
 */
export async function anEngineRun(
  contract: Contract,
  options: {
    connections?: number
    serverName?: string
    onStarted?: (engine: TrafficEngine) => void
  } = {},
): Promise<EngineRun> {
  const profile = contract.profiles.load
  if (profile === undefined) throw new Error('the contract has no profile load')
  const plan = loadPlan(profile)
  const rows = countedRows(contract)
  const withServiceTime = plan.model === 'open'
  const shape = { endpoints: rows.length, edgesUs: EDGES_US, withServiceTime }
  const live = new LiveCounts(shape)
  const slices = new Map<number, SliceCounts>()
  const evidence: FailureEvidence[] = []
  const url = new URL(contract.service.baseUrl)
  const answers = await new Promise<number>((resolve, reject) => {
    const order = {
      contract,
      profileName: 'load',
      seed: 1,
      worker: { index: 0, workers: 1 },
      target: {
        origin: url.origin,
        serverName: options.serverName ?? '',
        host: url.host,
        basePath: '',
      },
      connections: options.connections ?? 16,
      feederTexts: {},
      secrets: [],
      edgesUs: EDGES_US,
      liveBuffer: live.buffer,
    }
    const engine = new TrafficEngine(order, {
      onSlice: (index, buffer) => slices.set(index, new SliceCounts(shape, buffer)),
      onEvidence: (each) => evidence.push(each),
      onShortage: () => undefined,
      onFatal: reject,
      onDone: (_, counted) => resolve(counted),
    })
    engine.start(process.hrtime.bigint())
    options.onStarted?.(engine)
  })
  const intervals = new RunIntervals(plan, rows).finish(
    [{ slices, lost: undefined }],
    plan.durationMs,
  )
  const totals = endpointTotals(intervals)
  const outcomes = outcomesOf(totals)
  const counted = [
    totals,
    endpointTotals(intervals, 'setup'),
    endpointTotals(intervals, 'teardown'),
  ]
  const answered = counted.map(outcomesOf).reduce((sum, { ok = 0, status = 0, check = 0 }) => {
    return sum + ok + status + check
  }, 0)
  assert.equal(answers, answered, "autocannon's own count of answers is not ours")
  return { intervals, totals, outcomes, evidence, live, answers }
}

/** A quantile of one endpoint's latency in milliseconds. */
export function quantileMs(
  run: EngineRun,
  q: number,
  of: 'latency' | 'serviceTime' = 'latency',
): number {
  const data = run.totals.get('it')?.[of]
  return data === undefined ? Number.NaN : LatencyHistogram.fromData(data).quantile(q) / 1000
}

function outcomesOf(totals: ReadonlyMap<string, EndpointTotals>): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { outcomes } of totals.values()) {
    for (const [outcome, count] of Object.entries(outcomes)) {
      if (count > 0) sums[outcome] = (sums[outcome] ?? 0) + count
    }
  }
  return sums
}
