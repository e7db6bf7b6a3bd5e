import { parseDurationMs } from '../contract/durations.ts'

/** A pair of windows over which an error budget may not burn faster than `factor`. */
export interface BurnTier {
  /** Faster tiers come first and hide slower ones. */
  readonly name: 'fast' | 'slow' | 'ticket-fast' | 'ticket-slow'
  readonly severity: 'critical' | 'warning'
  /** Carries the proof. */
  readonly long: string
  /** Says that it still burns, and ends the alert soon after it stopped. */
  readonly short: string
  readonly forMs: number
  /** Times the rate that would use up the budget exactly at the end of the objective's window. */
  readonly factor: number
}

/** SRE Workbook chapter 5, table 5-8: the share of the budget that a tier lets burn in its long window. */
const TIERS = [
  { name: 'fast', severity: 'critical', long: '1h', short: '5m', hold: '2m', budgetShare: 0.02 },
  { name: 'slow', severity: 'critical', long: '6h', short: '30m', hold: '15m', budgetShare: 0.05 },
  {
    name: 'ticket-fast',
    severity: 'warning',
    long: '1d',
    short: '2h',
    hold: '1h',
    budgetShare: 0.1,
  },
  {
    name: 'ticket-slow',
    severity: 'warning',
    long: '3d',
    short: '6h',
    hold: '3h',
    budgetShare: 0.1,
  },
] as const

/** Every window that some tier reads. */
export const BURN_WINDOWS = [...new Set(TIERS.flatMap(({ long, short }) => [short, long]))]

/**
 * The tiers that make sense for an objective: one slower than the budget itself (factor below 1) says
 * nothing, and one that more than every request would have to be bad for can never fire.
 *
 * @param windowMs the objective's window: 30 d gives the workbook's 14.4, 6, 3 and 1
 * @param allowed share of requests that may be bad
 */
export function burnTiers(windowMs: number, allowed: number): BurnTier[] {
  return TIERS.map(({ budgetShare, hold, ...tier }) => ({
    ...tier,
    forMs: parseDurationMs(hold) ?? 0,
    factor: Number(((budgetShare * windowMs) / (parseDurationMs(tier.long) ?? 1)).toPrecision(6)),
  })).filter(({ factor }) => factor >= 1 && factor * allowed < 1)
}
