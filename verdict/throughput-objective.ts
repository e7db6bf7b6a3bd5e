import type { Profile } from '../contract/profiles.ts'
import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { durationOf, type JudgedLoad, phaseNames, requestCounts } from './judged-load.ts'
import { meanEstimate } from './mean-interval.ts'
import { notJudged, objective, outcomeOf } from './objective.ts'
import { limitText, measuredText } from './quantity-text.ts'
import { BOUND_LEVEL } from './share-interval.ts'
import type { Objective } from './verdict.ts'

/** Share of a user's cycle spent thinking from which a closed run says more about its think time than about the service. */
const MOSTLY_THINKING = 0.5

/** The most the load itself allowed, whatever the service did. */
export interface LoadCap {
  readonly perSecond: number
  readonly why: string
}

/** Mean seconds a user takes for one request and its pause (Little's law: users = rate x cycle), and the part that is pause. */
export interface UserCycle {
  readonly users: number
  readonly cycleMs: number
  readonly responseMs: number
  readonly thinkMs: number
}

/** Undefined without users or requests, and in the open model, where nobody waits. */
export function userCycle(load: JudgedLoad, profile: Profile): UserCycle | undefined {
  const { total } = requestCounts(load.intervals)
  if (profile.model === 'open' || total === 0) return undefined
  const userMs = load.intervals.reduce((sum, i) => sum + i.users * i.durationMs, 0)
  const [latencyUs, timed] = latencySum(load.intervals)
  if (userMs === 0 || timed === 0) return undefined
  const cycleMs = userMs / total
  const responseMs = latencyUs / timed / 1000
  const thinkMs = Math.max(0, cycleMs - responseMs)
  return { users: userMs / load.durationMs, cycleMs, responseMs, thinkMs }
}

function latencySum(intervals: readonly RunInterval[]): [sumUs: number, count: number] {
  let [sumUs, count] = [0, 0]
  for (const interval of intervals) {
    for (const { latency } of Object.values(interval.endpoints)) {
      sumUs += latency.sumUs
      count += latency.count
    }
  }
  return [sumUs, count]
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
  return { perSecond, why: `${users} send at most ${measuredText(perSecond, 'per-second')}` }
}

/** The warning every closed run bound by its think time carries: it says nothing about capacity. */
export function thinkTimeNote(load: JudgedLoad, profile: Profile): string | undefined {
  const cycle = userCycle(load, profile)
  if (!cycle || cycle.thinkMs / cycle.cycleMs < MOSTLY_THINKING) return undefined
  const ms = (value: number) => measuredText(value, 'ms')
  const share = measuredText(cycle.thinkMs / cycle.cycleMs, 'ratio')
  return `Users over throughput is ${ms(cycle.cycleMs)}, of which ${ms(cycle.thinkMs)} (${share}) is think time: this run is bound by its own pauses and says nothing about capacity.`
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
  const reachable = outcome === 'fail' ? most >= minimum : most > target
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
