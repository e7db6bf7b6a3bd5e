import { arrivalsDue } from '../workload/arrivals.ts'
import { type LoadPlan, levelAt } from '../workload/load-plan.ts'
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

/** Users are averaged over so many moments: ramps are straight lines, so few are enough. */
const MOMENTS = 8

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
  const before = userSeconds(plan, 0, worker.aliveMs) / worker.workers
  const perUserSecond = before > 0 && worker.offered > 0 ? worker.offered / before : 1
  return counted + Math.round((userSeconds(plan, start, toMs) / worker.workers) * perUserSecond)
}

function plannedArrivals(
  plan: LoadPlan,
  { index, workers, quota }: LostWorker,
  atMs: number,
): number {
  const share = shareOf(arrivalsDue(plan, atMs), index, workers)
  return quota === undefined ? share : Math.min(share, quota)
}

function userSeconds(plan: LoadPlan, fromMs: number, toMs: number): number {
  let users = 0
  for (let i = 0; i < MOMENTS; i++) {
    users += levelAt(plan, fromMs + ((toMs - fromMs) * (i + 0.5)) / MOMENTS)
  }
  return (users / MOMENTS) * ((toMs - fromMs) / 1000)
}
