import * as z from 'zod'

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/

/** Milliseconds of a duration string such as '90s' or '1h30m' (Prometheus' units); undefined if it is none. */
export function parseDurationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined
  let totalMs = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) {
    totalMs += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
  }
  return totalMs
}

/** The shortest Prometheus duration that says exactly this many milliseconds: 90000 is '90s', 7200000 is '2h'. */
export function promDuration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's'] as const) {
    if (ms >= UNIT_MS[unit] && ms % UNIT_MS[unit] === 0) return `${ms / UNIT_MS[unit]}${unit}`
  }
  return `${Math.round(ms)}ms`
}

/** A duration as a user writes it; comes out in milliseconds. */
export const durationText = z
  .string()
  .refine((text) => parseDurationMs(text) !== undefined, "want a duration such as '90s' or '1h30m'")
  .transform((text) => parseDurationMs(text) ?? 0)

type InMs<T, K extends keyof T & string> = Omit<T, K> & {
  [P in K as `${P}Ms`]: T[P]
}

/** Renames parsed durations: the user writes `duration: '5m'`, the program reads `durationMs: 300000`. */
export function inMs<T extends object, K extends keyof T & string>(
  ...keys: readonly K[]
): (value: T) => InMs<T, K> {
  return (value) => {
    const renamed = Object.entries(value).map(([key, field]) => [
      keys.some((k) => k === key) ? `${key}Ms` : key,
      field,
    ])
    return Object.fromEntries(renamed) as InMs<T, K>
  }
}
