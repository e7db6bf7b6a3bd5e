import type { LoadPlan } from './load-plan.ts'

/** A run is kept as at most so many slices, and its phase borders: 6 minutes at one a second, a day at 4 minutes. */
const MAX_SLICES = 360
const MIN_SLICE_MS = 1000

/** One stretch of a run that is kept as one `RunInterval`. */
export interface Slice {
  readonly startMs: number
  readonly endMs: number
  readonly phase: string
}

/** Cuts the plan into slices of max(1 s, duration / 360), none of which straddles a phase; the last of a phase is shorter. */
export function slicesOf(plan: LoadPlan): Slice[] {
  const lengthMs = Math.max(MIN_SLICE_MS, Math.ceil(plan.durationMs / MAX_SLICES))
  return plan.phases.flatMap(({ name, startMs, endMs }) =>
    Array.from({ length: Math.ceil((endMs - startMs) / lengthMs) }, (_, i) => ({
      phase: name,
      startMs: startMs + i * lengthMs,
      endMs: Math.min(endMs, startMs + (i + 1) * lengthMs),
    })),
  )
}

/** Index of the slice that holds this moment; what lies after the end belongs to the last. */
export function sliceIndexAt(slices: readonly Slice[], atMs: number): number {
  let low = 0
  let high = slices.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (atMs >= (slices[middle]?.endMs ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}
