import { arrivalsDue } from '../workload/arrivals.ts'
import { type LoadPlan, levelAt } from '../workload/load-plan.ts'
import { shareOf } from '../workload/split.ts'

/** A worker's place among all, and what it had done when it was lost. */
export interface LostWorker {
  readonly index: number
  readonly workers: number
  readonly lostMs: number
  /** Sends that were due until then. */
  readonly offered: number
  /** Journeys it was to begin at most. */
  readonly quota: number | undefined
}

/** Users that a mean over so many moments is taken of: ramps are straight lines, so few are enough. */
const MOMENTS = 8

/**
 * What a lost worker still owed between two moments, so that its loss shows as offered and not delivered: by the plan
 * (open model), or as many sends for each user and second as it had made before (closed model; one if it made none).
 */
export function owedLoad(plan: LoadPlan, worker: LostWorker, fromMs: number, toMs: number): number {
  const start = Math.max(fromMs, worker.lostMs)
  if (toMs <= start) return 0
  if (plan.model === 'open') {
    const due = (atMs: number): number =>
      Math.min(
        shareOf(arrivalsDue(plan, atMs), worker.index, worker.workers),
        worker.quota ?? Infinity,
      )
    return due(toMs) - due(start)
  }
  const before = userSeconds(plan, 0, worker.lostMs) / worker.workers
  const perUserSecond = before > 0 && worker.offered > 0 ? worker.offered / before : 1
  return Math.round((userSeconds(plan, start, toMs) / worker.workers) * perUserSecond)
}

function userSeconds(plan: LoadPlan, fromMs: number, toMs: number): number {
  let users = 0
  for (let i = 0; i < MOMENTS; i++)
    users += levelAt(plan, fromMs + ((toMs - fromMs) * (i + 0.5)) / MOMENTS)
  return (users / MOMENTS) * ((toMs - fromMs) / 1000)
}
