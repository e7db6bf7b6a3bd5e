import { latencyLines, latencyTargets } from '../contract/latency-target.ts'
import type { Profile, Recovery } from '../contract/profiles.ts'
import { LatencyHistogram } from '../measurement/histogram.ts'
import type { PhaseRecord, RunInterval, RunRecord } from '../measurement/run-record.ts'
import { equalBatches, judgedLoad, phaseNames, requestCounts } from './judged-load.ts'
import { sideOfShare } from './latency-interval.ts'
import { notJudged, objective, outcomeOf, type Side } from './objective.ts'
import { type Batch, shareEstimate } from './share-interval.ts'
import type { Objective } from './verdict.ts'

/** A P95 holds where at most so many of the requests are slower than its line. */
const ALLOWED_SHARE = 0.05

/** The time allowed is looked at in so many windows: 2 minutes in steps of 5 s. */
const WINDOWS = 24

/** How latency stood to one set of lines after the disturbance. */
interface Course {
  /** What is proven of the load after the time allowed. */
  readonly side: Side
  /** End of the last window proven slow, milliseconds after the disturbance; 0 when none was. */
  readonly slowUntilMs: number
}

/**
 * Whether latency was back in time after a spike: requests of all endpoints together, each held to the P95 line of its
 * own endpoint. The load after the time allowed decides as any P95 does; a single slow window there breaks the promise too.
 */
export function recoveryObjective(record: RunRecord, profile: Profile): Objective[] {
  const { recovery } = profile
  if (recovery === undefined) return []
  const endMs = record.phases.findLast(({ name }) => name === recovery.afterPhase)?.endMs
  const isAfter = ({ startMs }: PhaseRecord) => endMs !== undefined && startMs >= endMs
  const after = judgedLoad(record, isAfter, profile.warmUpMs ?? 0)
  const late = lateOf(after.intervals, endMs ?? 0, recovery)
  const draft = {
    id: 'recovery',
    kind: 'recovery' as const,
    title: `Recovery after ${recovery.afterPhase}`,
    scope: phaseNames(after.phases),
    field: `profiles.${record.profile}.recovery.within`,
    unit: 'ms' as const,
    exact: true,
    warnLine: recovery.withinMs,
    failLine: recovery.withinMs,
    samples: requestCounts(late).total,
  }
  if (late.length === 0) {
    const reason = 'The run ended before the time allowed was over.'
    return [objective({ ...draft, reason, settle: 'A run to its end.' })]
  }
  const course = (line: 'warnMs' | 'failMs') =>
    courseOf(after.intervals, endMs ?? 0, recovery, slowRequests(record, profile, line))
  const [toWarn, toFail] = [course('warnMs'), course('failMs')]
  const outcome = outcomeOf(toWarn.side, toFail.side)
  const judged = objective({
    ...draft,
    outcome,
    value: (outcome === 'fail' ? toFail : toWarn).slowUntilMs,
    ...(outcome === 'undecided' && {
      reason: 'What was measured after the time allowed is too little to tell.',
      settle: `Longer stages, or more load, after ${recovery.afterPhase}.`,
    }),
  })
  if (profile.judges.includes('recovery')) return [judged]
  const reason = `Profile ${record.profile} does not judge recovery.`
  return [notJudged(judged, reason, 'A profile that judges it.')]
}

function lateOf(
  intervals: readonly RunInterval[],
  endMs: number,
  { withinMs }: Recovery,
): RunInterval[] {
  return intervals.filter(({ startMs }) => startMs >= endMs + withinMs)
}

/** Counts the requests of an interval that are slower than the P95 line of their endpoint. */
function slowRequests(
  { contract }: RunRecord,
  profile: Profile,
  line: 'warnMs' | 'failMs',
): (interval: RunInterval) => Batch {
  const lines = contract.endpoints.flatMap((endpoint) => {
    const { p95Ms } = latencyTargets(contract, endpoint, profile)
    if (p95Ms === undefined) return []
    return [{ name: endpoint.name, us: Math.round(latencyLines(endpoint, p95Ms)[line] * 1000) }]
  })
  return ({ endpoints }) => {
    let [hits, total] = [0, 0]
    for (const { name, us } of lines) {
      const data = endpoints[name]?.latency
      if (data === undefined || data.count === 0) continue
      hits += LatencyHistogram.fromData(data).countAbove(us)
      total += data.count
    }
    return { hits, total }
  }
}

function courseOf(
  intervals: readonly RunInterval[],
  endMs: number,
  recovery: Recovery,
  slow: (interval: RunInterval) => Batch,
): Course {
  const sideOf = (batches: readonly Batch[]) => sideOfShare(shareEstimate(batches), ALLOWED_SHARE)
  const windowMs = recovery.withinMs / WINDOWS
  const windows = Map.groupBy(intervals, ({ startMs }) => Math.floor((startMs - endMs) / windowMs))
  const lastSlow = [...windows.values()].findLast((each) => sideOf(each.map(slow)) === 'beyond')
  const [slowFrom, slowTo] = [lastSlow?.at(0), lastSlow?.at(-1)]
  const slowUntilMs = slowTo === undefined ? 0 : slowTo.startMs + slowTo.durationMs - endMs
  if (slowFrom !== undefined && slowFrom.startMs >= endMs + recovery.withinMs) {
    return { side: 'beyond', slowUntilMs }
  }
  const side = sideOf(
    equalBatches(lateOf(intervals, endMs, recovery)).map((batch) => sum(batch.map(slow))),
  )
  if (side !== 'beyond') return { side, slowUntilMs }
  const last = intervals.at(-1) // slow all along, though no single window proves it
  return { side, slowUntilMs: (last?.startMs ?? 0) + (last?.durationMs ?? 0) - endMs }
}

function sum(batches: readonly Batch[]): Batch {
  const hits = batches.reduce((all, batch) => all + batch.hits, 0)
  return { hits, total: batches.reduce((all, batch) => all + batch.total, 0) }
}
