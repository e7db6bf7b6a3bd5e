import * as z from 'zod'

/** Names become Prometheus label values, file names and flags: one spelling for all of them. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'want kebab-case (a-z, 0-9, -): it becomes a Prometheus label')

/** Variables of journeys, written {{variable}} where they are used. */
export const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'want a variable name (letters, digits, _)')

export const environmentVariable = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]*$/,
    'want the NAME of an environment variable (A-Z, 0-9, _), not a secret',
  )

export const milliseconds = z.number().positive('want milliseconds above 0')
export const bytes = z.number().int('want whole bytes').positive('want bytes above 0')
export const count = z.number().int('want a whole number').positive('want a number above 0')

/** A share of 1: 0.01 is 1 %. */
export const ratio = z
  .number()
  .gt(0, 'want a ratio above 0 (0.01 is 1 %)')
  .max(1, 'want a ratio of at most 1: write 0.01 for 1 %')

/** Reports `low <= high` violations with both numbers and their unit. */
export function inOrder<T extends object>(
  low: keyof T & string,
  high: keyof T & string,
  unit: string,
): (value: T, issues: z.RefinementCtx<T>) => void {
  return (value, issues) => {
    const [a, b] = [value[low], value[high]]
    if (typeof a !== 'number' || typeof b !== 'number' || a <= b) return
    const message = `want ${low} <= ${high}, got ${a} and ${b} (${unit})`
    issues.addIssue({ code: 'custom', path: [low], message, input: a })
  }
}
