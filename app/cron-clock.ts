import { createTask } from 'node-cron'
import type { Schedule } from '../contract/schedules.ts'

/** A machine that was busy or asleep may start late by this much; beyond it the start is missed. */
const TOLERANCE_MS = 30_000

/** The clock of one schedule. */
export interface CronClock {
  /** Null once it was stopped. */
  readonly nextAt: () => Date | null
  readonly stop: () => void
}

/** Calls `due` at each moment that a schedule names, in its time zone, and `missed` for those it slept through. */
export function startCronClock(
  { name, cron, timeZone }: Pick<Schedule, 'name' | 'cron' | 'timeZone'>,
  on: { readonly due: () => void; readonly missed: () => void },
): CronClock {
  const task = createTask(cron, on.due, {
    name,
    timezone: timeZone,
    missedExecutionTolerance: TOLERANCE_MS,
  })
  task.on('execution:missed', on.missed)
  void task.start()
  return { nextAt: () => task.getNextRun(), stop: () => void task.destroy() }
}
