import { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { PhaseRecord, RunInterval, RunRecord } from '../measurement/run-record.ts'
import type { JudgedScope } from './verdict.ts'
import { warmUpOf } from './warm-up.ts'

/** Batches the judged time is cut into; t(0.95, 11) is the z of every bound (reference/statistics, section 6). */
export const BATCHES = 12

/** The part of a run that verdicts look at, cut into batches of equal time. */
export interface JudgedLoad {
  readonly intervals: readonly RunInterval[]
  readonly batches: readonly (readonly RunInterval[])[]
  readonly phases: readonly PhaseRecord[]
  readonly durationMs: number
}

export function profileOf(record: RunRecord): Profile {
  const profile = record.contract.profiles[record.profile]
  if (profile) return profile
  throw new PlimsollError(
    'PROFILE_UNKNOWN',
    `the run's contract has no profile '${record.profile}'`,
  )
}

/** Contiguous batches of about equal time; fewer than `BATCHES` when there are fewer intervals. */
export function equalBatches(intervals: readonly RunInterval[]): RunInterval[][] {
  const totalMs = durationOf(intervals)
  const count = Math.min(BATCHES, intervals.length)
  const batches: RunInterval[][] = Array.from({ length: count }, () => [])
  let beforeMs = 0
  for (const interval of intervals) {
    const middle = (beforeMs + interval.durationMs / 2) / totalMs
    batches[Math.min(count - 1, Math.floor(middle * count))]?.push(interval)
    beforeMs += interval.durationMs
  }
  return batches.filter((batch) => batch.length > 0)
}

export function durationOf(intervals: readonly RunInterval[]): number {
  return intervals.reduce((sum, interval) => sum + interval.durationMs, 0)
}

/** Steady phases after the warm-up; `within` narrows it to some of the phases, `warmUpMs` is when the warm-up ends. */
export function judgedLoad(
  record: RunRecord,
  within: (phase: PhaseRecord) => boolean = () => true,
  warmUpMs: number = warmUpOf(record, profileOf(record)).untilMs,
): JudgedLoad {
  const phases = record.phases.filter((phase) => !phase.ramp && within(phase))
  const intervals = record.intervals.filter(
    ({ startMs, durationMs }) =>
      durationMs > 0 &&
      startMs >= warmUpMs &&
      phases.some((phase) => startMs >= phase.startMs && startMs < phase.endMs),
  )
  const seen = phases.filter((phase) =>
    intervals.some(({ startMs }) => startMs >= phase.startMs && startMs < phase.endMs),
  )
  return {
    intervals,
    batches: equalBatches(intervals),
    phases: seen,
    durationMs: durationOf(intervals),
  }
}

/** Load level of a phase in the profile's own terms: users or arrivals a second. */
export function levelOf(phase: PhaseRecord, profile: Pick<Profile, 'model'>): number {
  return (profile.model === 'closed' ? phase.users : phase.ratePerSecond) ?? 0
}

/**
 * The judged load apart by level, lowest first: what differs between a hold and a spike is the plan, not chance,
 * so it must not widen an interval, and a slow spike must not hide in a long hold.
 */
export function loadsByLevel(record: RunRecord): JudgedLoad[] {
  const profile = profileOf(record)
  const steady = record.phases.filter(({ ramp }) => !ramp)
  const { untilMs } = warmUpOf(record, profile)
  const levels = [...new Set(steady.map((phase) => levelOf(phase, profile)))]
  return levels
    .toSorted((a, b) => a - b)
    .map((level) => judgedLoad(record, (phase) => levelOf(phase, profile) === level, untilMs))
    .filter(({ intervals }) => intervals.length > 0)
}

/** Names of the phases without repetition: `hold, spike`. */
export function phaseNames(phases: readonly PhaseRecord[]): string {
  return [...new Set(phases.map((phase) => phase.name))].join(', ')
}

/** Requests and bad requests of some intervals, over all endpoints. */
export function requestCounts(intervals: readonly RunInterval[]): { total: number; bad: number } {
  let [total, ok] = [0, 0]
  for (const interval of intervals) {
    for (const { outcomes } of Object.values(interval.endpoints)) {
      for (const count of Object.values(outcomes)) total += count
      ok += outcomes.ok ?? 0
    }
  }
  return { total, bad: total - ok }
}

export function judgedScope(record: RunRecord, load: JudgedLoad): JudgedScope {
  return {
    phases: [...new Set(load.phases.map((phase) => phase.name))],
    durationMs: load.durationMs,
    requests: requestCounts(load.intervals).total,
    warmUp: warmUpOf(record, profileOf(record)),
  }
}
