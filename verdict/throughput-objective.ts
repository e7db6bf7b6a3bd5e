import type { Profile } from '../contract/profiles.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { durationOf, type JudgedLoad, phaseNames, requestCounts } from './judged-load.ts'
import { meanEstimate } from './mean-interval.ts'
import { notJudged, objective, outcomeOf } from './objective.ts'
import { limitText, measuredText } from './quantity-text.ts'
import { BOUND_LEVEL } from './share-interval.ts'
import { BOUND_BY_THINKING, cycleText, userCycle } from './user-cycle.ts'
import type { Objective } from './verdict.ts'

/** The most the load itself allowed, whatever the service did. */
export interface LoadCap {
  readonly perSecond: number
  readonly why: string
  /** Pauses take nearly all of the time: the service hardly moves the throughput, either way. */
  readonly isThinking?: boolean
}

/** What the load allowed at most: offered arrivals, or users over their think time. */
export function loadCap(load: JudgedLoad, profile: Profile): LoadCap | undefined {
  if (profile.model === 'open') {
    const offered = load.intervals.reduce((sum, interval) => sum + interval.offered, 0)
    const perSecond = (offered * 1000) / load.durationMs
    return { perSecond, why: `the run offered ${measuredText(perSecond, 'per-second')}` }
  }
  const cycle = userCycle(load, profile)
  if (!cycle || cycle.thinkMs === 0) return undefined
  const perSecond = (cycle.users * 1000) / cycle.thinkMs
  const users = `${Math.round(cycle.users)} users who pause ${measuredText(cycle.thinkMs, 'ms')}`
  const why = `${users} send at most ${measuredText(perSecond, 'per-second')} (${cycleText(cycle)})`
  return { perSecond, why, isThinking: cycle.thinkShare >= BOUND_BY_THINKING }
}

/** Ok responses a second in the hold against target and minimum, by twelve batch means. */
export function throughputObjective(
  record: RunRecord,
  profile: Profile,
  load: JudgedLoad,
): Objective[] {
  const lines = profile.throughput ?? record.contract.throughput
  if (!lines) return []
  const { targetPerSecond: target, minPerSecond: minimum } = lines
  const rates = load.batches.map((batch) => {
    const { total, bad } = requestCounts(batch)
    return ((total - bad) * 1000) / durationOf(batch)
  })
  const { mean, low, high } = meanEstimate(rates)
  const bounded = Number.isFinite(low)
  const draft = objective({
    id: 'throughput',
    kind: 'throughput',
    title: 'Throughput',
    scope: phaseNames(load.phases),
    field: profile.throughput ? `profiles.${record.profile}.throughput` : 'throughput',
    unit: 'per-second',
    direction: 'at-least',
    warnLine: target,
    failLine: minimum,
    value: rates.length > 0 ? mean : null,
    interval: bounded ? { low: Math.max(0, low), high, level: BOUND_LEVEL } : null,
    samples: rates.length,
    sampleUnit: 'batches',
  })
  if (!profile.judges.includes('throughput')) {
    const reason = `Profile ${record.profile} does not judge throughput.`
    return [notJudged(draft, reason, 'A profile that offers more than the target.')]
  }
  if (!bounded) {
    return [{ ...draft, reason: 'The hold is too short to be cut into batches.' }]
  }
  return [settled(draft, low, high, loadCap(load, profile))]
}

function settled(draft: Objective, low: number, high: number, cap: LoadCap | undefined): Objective {
  const [target, minimum] = [draft.warnLine ?? 0, draft.failLine ?? 0]
  const side = (line: number) => {
    if (low >= line) return 'within'
    return high < line ? 'beyond' : 'open'
  }
  const outcome = outcomeOf(side(target), side(minimum))
  const most = cap?.perSecond ?? Number.POSITIVE_INFINITY
  // Falling short of a line says something about the service only where the load would have reached it.
  const isInReach = outcome === 'fail' ? most >= minimum : most > target
  const reachable = isInReach && !cap?.isThinking
  if (outcome === 'pass' || (reachable && outcome !== 'undecided')) return { ...draft, outcome }
  if (reachable) {
    const settle = 'A longer hold narrows the interval.'
    return { ...draft, outcome: 'undecided', reason: 'The interval crosses the limit.', settle }
  }
  const asked = limitText(target, 'per-second')
  return {
    ...draft,
    outcome: 'undecided',
    reason: `Capped by the load itself: ${cap?.why}, and the target is ${asked}.`,
    settle: 'More load than the target: a higher rate, more users or shorter pauses.',
  }
}
