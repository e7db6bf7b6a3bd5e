import type { Endpoint, LatencyTargets } from './endpoints.ts'
import type { Profile } from './profiles.ts'
import type { Contract } from './schema.ts'

/** Percentiles that carry targets, as the fraction of requests at or under the target. */
export const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const
export type Percentile = keyof typeof QUANTILES

/** The targets that hold for an endpoint: the profile's win over its own, its own over its category's. */
export function latencyTargets(
  contract: Pick<Contract, 'categories'>,
  endpoint: Endpoint,
  profile?: Pick<Profile, 'latency'>,
): LatencyTargets {
  const ofCategory = endpoint.category ? contract.categories[endpoint.category] : undefined
  return { ...ofCategory, ...endpoint.latency, ...profile?.latency }
}

/** The two lines of a latency objective in milliseconds: warn = target, fail = target x (1 + warnMargin). */
export function latencyLines(
  endpoint: Pick<Endpoint, 'warnMargin'>,
  targetMs: number,
): { warnMs: number; failMs: number } {
  return { warnMs: targetMs, failMs: targetMs * (1 + (endpoint.warnMargin ?? 0)) }
}
