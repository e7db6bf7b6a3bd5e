import type { Schedule } from '../contract/schedules.ts'

/** What a start of a schedule can come to: the run's outcome, or why there is none. */
export const SCHEDULE_RESULTS = [
  'pass',
  'warn',
  'fail',
  'undecided',
  'invalid',
  'interrupted',
  'skipped', // another load was under way
  'missed', // the machine was asleep or too busy at the time
  'error', // the service could not be reached, the profile is gone ...
] as const
export type ScheduleResult = (typeof SCHEDULE_RESULTS)[number]

/** A schedule as an operator sees it. */
export interface ScheduleState
  extends Pick<Schedule, 'name' | 'cron' | 'timeZone' | 'profile' | 'overlap'> {
  /** True while this server starts nothing by the clock. */
  readonly paused: boolean
  readonly nextStartAt: string | null
  /** Outcome of the verdict, or `running`, or how it ended without one. */
  readonly lastRun: {
    readonly id: string
    readonly startedAt: string
    readonly outcome: string
  } | null
  /** Why the last start did not become a run, since a run began. */
  readonly trouble: string | null
}
