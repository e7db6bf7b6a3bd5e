import type { Contract } from '../contract/schema.ts'

/** At most so many edges: each is one more series per route and status (DESIGN.md section 5). */
export const MAX_EDGES = 48

/** Multiples of a P95 or P99 target at which an edge helps to see how far over the line a quantile lies. */
const MULTIPLES = [1.1, 1.5, 2]

/**
 * Edges in seconds below the lowest line, for services far better than their contract: without them a
 * quantile of 2 ms under a first line of 50 ms would be drawn as 47 ms, the middle of nowhere.
 */
const FAST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025]

export interface BucketEdges {
  /** Upper bounds in seconds, ascending, without +Inf. */
  readonly seconds: readonly number[]
  /** Helpful edges that did not fit, in seconds; warn and fail lines are never among them. */
  readonly droppedSeconds: readonly number[]
}

type Targets = Contract['categories'][string]

/** One edge set for the whole service, so that sums over routes work: every line of the contract, and multiples. */
export function bucketEdges(
  contract: Pick<Contract, 'categories' | 'endpoints' | 'profiles'>,
): BucketEdges {
  const lines = new Set<number>()
  const extras = new Set<number>()
  const add = (targets: Targets, warnMargin: number): void => {
    for (const targetMs of [targets.p50Ms, targets.p95Ms, targets.p99Ms, targets.maxMs]) {
      if (targetMs === undefined) continue
      lines.add(roundSeconds(targetMs / 1000))
      lines.add(roundSeconds((targetMs * (1 + warnMargin)) / 1000))
    }
    for (const targetMs of [targets.p95Ms, targets.p99Ms]) {
      if (targetMs === undefined) continue
      for (const multiple of MULTIPLES) extras.add(roundSeconds((targetMs * multiple) / 1000))
    }
  }
  for (const endpoint of contract.endpoints) {
    const category = endpoint.category ? contract.categories[endpoint.category] : undefined
    add({ ...category, ...endpoint.latency }, endpoint.warnMargin ?? 0)
    for (const profile of Object.values(contract.profiles)) {
      if (profile.latency) add(profile.latency, endpoint.warnMargin ?? 0)
    }
  }
  const ascending = (a: number, b: number): number => a - b
  const lowest = Math.min(...lines)
  const fast = FAST_SECONDS.filter((edge) => edge < lowest)
  const useful = [...[...extras].filter((edge) => !lines.has(edge)).sort(ascending), ...fast]
  const room = Math.max(0, MAX_EDGES - lines.size)
  return {
    seconds: [...lines, ...useful.slice(0, room)].sort(ascending),
    droppedSeconds: useful.slice(room),
  }
}

/** Microsecond precision: what the histograms record in, and no 0.30000000000000004 in a label. */
function roundSeconds(seconds: number): number {
  return Math.round(seconds * 1_000_000) / 1_000_000
}
