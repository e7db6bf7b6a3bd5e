import type { Profile } from '../contract/profiles.ts'
import type { RunInterval } from '../measurement/run-record.ts'
import { type JudgedLoad, requestCounts } from './judged-load.ts'
import { countText, measuredText, threeDigits } from './quantity-text.ts'

/** Share of a user's cycle spent thinking from which a closed run says more about its think time than about the service. */
const MOSTLY_THINKING = 0.5

/** From here throughput follows from users and pauses alone: no outcome about capacity rests on it. */
export const BOUND_BY_THINKING = 0.8

/** Mean milliseconds a user takes for one request and its pause (Little's law: users = rate x cycle), and the part that is pause. */
export interface UserCycle {
  readonly users: number
  readonly perSecond: number
  readonly cycleMs: number
  readonly responseMs: number
  readonly thinkMs: number
  readonly thinkShare: number
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
  const perSecond = (total * 1000) / load.durationMs
  const users = userMs / load.durationMs
  return { users, perSecond, cycleMs, responseMs, thinkMs, thinkShare: thinkMs / cycleMs }
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

/** `50 users over 35.2 /s is 1.42 s a request, of which 1.40 s (98.6 %) is think time`. */
export function cycleText({ users, perSecond, cycleMs, thinkMs, thinkShare }: UserCycle): string {
  const [rate, cycle] = [measuredText(perSecond, 'per-second'), measuredText(cycleMs, 'ms')]
  const think = `${measuredText(thinkMs, 'ms')} (${measuredText(thinkShare, 'ratio')})`
  return `${countText(users)} users over ${rate} is ${cycle} a request, of which ${think} is think time`
}

/** What every closed run bound by its think time carries: it says nothing about capacity. One level, or how it scaled over several. */
export function thinkTimeNote(loads: readonly JudgedLoad[], profile: Profile): string | undefined {
  const cycles = loads.flatMap((load) => userCycle(load, profile) ?? [])
  const bound = cycles.filter(({ thinkShare }) => thinkShare >= MOSTLY_THINKING)
  const [first, ...more] = bound
  if (first === undefined) return undefined
  if (more.length === 0) {
    return `${cycleText(first)}: this run is bound by its own pauses and says nothing about capacity.`
  }
  const users = bound.map((cycle) => countText(cycle.users)).join(', ')
  const seconds = bound.map(({ cycleMs }) => threeDigits(cycleMs / 1000)).join(', ')
  const shares = bound.map(({ thinkShare }) => thinkShare)
  const least = measuredText(Math.min(...shares), 'ratio')
  return `Scaling is UNDECIDED: at ${users} users, users over throughput is ${seconds} s a request, at least ${least} of it think time. Throughput that grows with the users only shows that everybody was waiting; an open profile, or shorter pauses, would say what the service can carry.`
}
