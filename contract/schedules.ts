import * as z from 'zod'
import { cronProblem } from './cron.ts'
import { name } from './fields.ts'

/** A profile that `plimsoll serve` runs by the clock: synthetic traffic that never stops being sent. */
export const scheduleSchema = z.strictObject({
  /** Label `run` of all its runs: a canary must not mint a label value each time. */
  name,
  /** Five cron fields, or six with seconds first. */
  cron: z.string().superRefine((expression, issues) => {
    const message = cronProblem(expression)
    if (message !== undefined) issues.addIssue({ code: 'custom', message, input: expression })
  }),
  profile: name,
  timeZone: z
    .string()
    .refine(isTimeZone, "want an IANA time zone such as 'Europe/Berlin'")
    .default('UTC'),
  /**
   * What becomes of a start that finds a load under way. Never a second load beside it: two on one
   * machine would measure each other. `skip` leaves it out, `queue` starts it once at the end.
   */
  overlap: z.enum(['skip', 'queue']).default('skip'),
  /** Also once as soon as the server is up and the service answers. */
  atStart: z.boolean().default(false),
})
export type Schedule = z.infer<typeof scheduleSchema>

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
