import { LEAST_DELIVERED_RATIO } from '../../verdict/validity.ts'
import { runCalibration } from './calibration-run.ts'
import { keptSchedule } from './compare.ts'
import type { CalibrationTarget } from './target-process.ts'

/** One rate, tried by one worker against a target that answers at once. */
export interface Rung {
  readonly ratePerSecond: number
  readonly lagP99Ms: number
  readonly offered: number
  readonly delivered: number
  /** Requests that the target saw. */
  readonly seen: number
  /** By the rule that every run must pass (DESIGN.md section 6). */
  readonly valid: boolean
}

/** Climbs until a rate is not valid in either of two tries; the ladder ends with that one. */
export async function climbRates(
  target: CalibrationTarget,
  ratesPerSecond: readonly number[],
  durationMs: number,
  stop: AbortSignal,
): Promise<Rung[]> {
  const rungs: Rung[] = []
  for (const ratePerSecond of ratesPerSecond) {
    const tried = () => tryRate(target, { ratePerSecond, durationMs, workers: 1 }, stop)
    const first = await tried()
    const rung = first.valid ? first : await tried()
    rungs.push(rung)
    if (!rung.valid) break
  }
  return rungs
}

/** Offers one rate and says whether a run at it would be valid. */
export async function tryRate(
  target: CalibrationTarget,
  order: { readonly ratePerSecond: number; readonly durationMs: number; readonly workers: number },
  stop: AbortSignal,
): Promise<Rung> {
  const { ratePerSecond, durationMs, workers } = order
  const load = { model: 'open', ratePerSecond } as const
  const run = await runCalibration(
    target,
    { scenarios: ['instant'], load, workers, durationMs },
    stop,
  )
  const { offered, delivered } = run.result.generator
  return {
    ratePerSecond,
    lagP99Ms: run.lag.quantile(0.99) / 1000,
    offered,
    delivered,
    seen: run.seen.length,
    valid: keptSchedule(run.lag) && delivered / offered >= LEAST_DELIVERED_RATIO,
  }
}
