import type { LoadPlan } from './load-plan.ts'

/** A stretch of a run in which nobody sends anything and nobody's think time passes. */
export interface Pause {
  readonly startMs: number
  readonly endMs: number
}

/** The pauses of a plan, in order. */
export function pausesOf({ phases }: LoadPlan): Pause[] {
  return phases.filter(({ byHand }) => byHand === 'pause')
}

/** The run's time without its pauses: it stands still in them. */
export function awakeMs(pauses: readonly Pause[], runMs: number): number {
  let awake = runMs
  for (const { startMs, endMs } of pauses) {
    if (runMs > startMs) awake -= Math.min(runMs, endMs) - startMs
  }
  return awake
}

/** The moment of the run at which so much of it was spent awake. */
export function runMsOf(pauses: readonly Pause[], awake: number): number {
  let runMs = awake
  for (const { startMs, endMs } of pauses) {
    if (runMs >= startMs) runMs += endMs - startMs
  }
  return runMs
}
