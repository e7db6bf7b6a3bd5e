import * as z from 'zod'
import { PlimsollError } from './errors.ts'

/**
 * What may be asked of the load of a run under way: a new level in the terms of its model, a pause, or the way back
 * (from a pause to what was before it, from a level set by hand to the plan).
 */
export type LoadCommand =
  | { readonly kind: 'level'; readonly users: number }
  | { readonly kind: 'level'; readonly ratePerSecond: number }
  | { readonly kind: 'pause' | 'resume' }

const levelSchema = z.union(
  [
    z.strictObject({ users: z.number().int().positive() }),
    z.strictObject({ ratePerSecond: z.number().positive() }),
  ],
  { error: 'want users (a whole number above 0) or ratePerSecond (a number above 0)' },
)

/** Reads the body of a call that sets the level of a run under way. */
export function parseLevelCommand(body: unknown): LoadCommand {
  const read = levelSchema.safeParse(body)
  if (read.success) return { kind: 'level', ...read.data }
  const [problem] = read.error.issues
  throw new PlimsollError('USAGE', `the new load: ${problem?.message}`, {
    hint: 'send {"users": 80} to a closed run, {"ratePerSecond": 250} to an open one, as application/json',
  })
}
