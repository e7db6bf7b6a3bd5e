import { type LoadPlan, levelAt } from './load-plan.ts'

/** Users that the plan of a closed model asks for at this moment: whole ones. */
export function usersAt(plan: LoadPlan, atMs: number): number {
  return Math.round(levelAt(plan, atMs))
}

/**
 * The moment by which another number of users may be asked for, so that whoever follows a ramp can sleep from one user
 * to the next: where the ramp crosses the next half, or where its segment ends.
 */
export function usersChangeMs(plan: LoadPlan, atMs: number): number {
  const segment = plan.segments.find(({ endMs }) => atMs < endMs)
  if (segment === undefined) return Number.POSITIVE_INFINITY
  const { startMs, endMs, from, to } = segment
  if (atMs < startMs) return startMs
  if (from === to) return endMs
  const crossed = usersAt(plan, atMs) + (to > from ? 0.5 : -0.5)
  return Math.min(endMs, startMs + ((crossed - from) / (to - from)) * (endMs - startMs))
}
