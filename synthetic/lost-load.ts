import { arrivalsDue } from '../workload/arrivals.ts'
import { type LoadPlan, levelSeconds } from '../workload/load-plan.ts'
import { shareOf } from '../workload/split.ts'

/** A worker's place among all, and what it had done when it was lost. */
export interface LostWorker {
  readonly index: number
  readonly workers: number
  /** When it was last seen alive, milliseconds on the run's clock. */
  readonly aliveMs: number
  /** Sends that were due until then, by its own count. */
  readonly offered: number
  /** Journeys it was to begin at most. */
  readonly quota: number | undefined
}

/**
 * What was due from a lost worker between two moments, so that its loss shows as offered and not delivered: by the plan
 * (open model), or what it counted and from then on as many sends for each user and second as before (closed model; one
 * if it had made none).
 * @param counted what the worker itself counted as due between the two
 */
export function loadOfLost(
  plan: LoadPlan,
  worker: LostWorker,
  fromMs: number,
  toMs: number,
  counted: number,
): number {
  const planned = (from: number): number =>
    plannedArrivals(plan, worker, toMs) - plannedArrivals(plan, worker, from)
  if (plan.model === 'open' && plan.arrivals === 'uniform') return planned(fromMs)
  const start = Math.max(fromMs, worker.aliveMs)
  if (toMs <= start) return counted
  if (plan.model === 'open') return counted + planned(start) // as many as are to be expected
  const before = levelSeconds(plan, worker.aliveMs)
  const perUserSecond =
    before > 0 && worker.offered > 0 ? worker.offered / (before / worker.workers) : 1
  const missing = (levelSeconds(plan, toMs) - levelSeconds(plan, start)) / worker.workers
  return counted + Math.round(missing * perUserSecond)
}

function plannedArrivals(
  plan: LoadPlan,
  { index, workers, quota }: LostWorker,
  atMs: number,
): number {
  const share = shareOf(arrivalsDue(plan, atMs), index, workers)
  return quota === undefined ? share : Math.min(share, quota)
}
