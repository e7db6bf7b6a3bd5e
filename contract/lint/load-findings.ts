import { coveringBudget } from '../covering-budget.ts'
import { promDuration } from '../durations.ts'
import { latencyTargets, type Percentile } from '../latency-target.ts'
import type { Profile } from '../profiles.ts'
import type { Contract } from '../schema.ts'
import type { Finding } from './finding.ts'
import { type PlannedLoad, plannedLoad, requestsPerJourney } from './planned-load.ts'

/**
 * Requests below which a percentile cannot be proved even if none is slow, at 95 % confidence:
 * ln(0.05) / ln(q) (order statistics; reference: 59 for P95, 299 for P99).
 */
const LEAST_REQUESTS: Readonly<Record<Percentile, number>> = { p50: 5, p95: 59, p99: 299 }

/** An hour of forced-GC floors proves 20 % in 24 h; 2 h is the least for a confirmed verdict. */
const LEAST_SOAK_MS = 2 * 3_600_000

/** Contradictions between a profile's load and what it is asked to decide. */
export function loadFindings(contract: Contract): Finding[] {
  return Object.entries(contract.profiles).flatMap(([name, profile]) => {
    const load = plannedLoad(contract, profile)
    const path = `profiles.${name}`
    return [
      ...ceilings(contract, path, load),
      ...percentiles(contract, path, profile, load),
      ...errorRatio(contract, path, profile, load),
      ...throughput(contract, path, profile, load),
      ...soak(contract, path, profile, load),
    ]
  })
}

function ceilings(contract: Contract, path: string, load: PlannedLoad): Finding[] {
  const { safety } = contract
  const checks: [string, number | undefined, number, string][] = [
    ['users', load.users, safety.maxUsers, 'users'],
    ['users', load.users, safety.maxConnections, 'connections, one a user'],
    ['ratePerSecond', load.ratePerSecond, safety.maxRatePerSecond, 'arrivals/s'],
    ['duration', load.durationMs, safety.maxDurationMs, 'ms'],
  ]
  return checks.flatMap(([field, asked, ceiling, unit]): Finding[] => {
    if (asked === undefined || asked <= ceiling) return []
    return [
      {
        code: 'LOAD_OVER_CEILING',
        path: `${path}.${field}`,
        message: `asks for ${asked} ${unit}, safety allows ${ceiling}`,
        hint: 'raise the ceiling in safety, or lower the profile; a run refuses to start as it is',
      },
    ]
  })
}

function percentiles(
  contract: Contract,
  path: string,
  profile: Profile,
  load: PlannedLoad,
): Finding[] {
  const share = requestsPerJourney(contract)
  return contract.endpoints.flatMap((endpoint) => {
    const targets = latencyTargets(contract, endpoint, profile)
    const planned = (share.get(endpoint.name) ?? 0) * load.journeys
    return (['p50', 'p95', 'p99'] as const).flatMap((percentile): Finding[] => {
      if (!profile.judges.includes(percentile) || planned === 0) return []
      const least = LEAST_REQUESTS[percentile]
      const name = percentile.toUpperCase()
      if (targets[`${percentile}Ms`] === undefined) {
        const message = `judges ${name}, but ${endpoint.name} has no ${percentile}Ms`
        const hint = 'add the target to the endpoint or its category'
        return [{ code: 'TARGET_MISSING', path, message, hint }]
      }
      if (planned < (profile.minPlannedRequests?.[percentile] ?? 0) || planned >= least) return []
      const message = `sends ${endpoint.name} about ${requestsWords(planned)}, its ${name} needs at least ${least}`
      const more = enoughWords(profile, load, least / planned)
      const hint = `${more}; or give the endpoint more weight, or leave it to another profile by minPlannedRequests`
      return [{ code: 'PERCENTILE_UNPROVABLE', path, message, hint }]
    })
  })
}

function errorRatio(
  contract: Contract,
  path: string,
  profile: Profile,
  load: PlannedLoad,
): Finding[] {
  if (!profile.judges.includes('error-ratio')) return []
  const covering = coveringBudget(contract, profile, load.users ?? load.ratePerSecond ?? 0)
  if (!covering) {
    const level = load.users === undefined ? `${load.ratePerSecond}/s` : `${load.users} users`
    const message = `judges the error ratio at ${level}, but no budget covers that load`
    const hint = 'add an entry to budgets.errorRatio, or to the profile’s own budgets'
    return [{ code: 'LOAD_WITHOUT_BUDGET', path, message, hint }]
  }
  // The rule of three: 0 errors in 3/p requests prove a ratio below p at 95 %.
  const least = Math.ceil(3 / covering.budget.maxRatio)
  const requests = load.journeys * requestsOfOneJourney(contract)
  if (requests >= least) return []
  const message = `sends about ${requestsWords(requests)}; an error ratio of ${covering.budget.maxRatio} needs ${least} clean ones`
  const hint = enoughWords(profile, load, least / requests)
  return [{ code: 'BUDGET_UNPROVABLE', path, message, hint }]
}

function throughput(
  contract: Contract,
  path: string,
  profile: Profile,
  load: PlannedLoad,
): Finding[] {
  const target = (profile.throughput ?? contract.throughput)?.targetPerSecond
  if (!profile.judges.includes('throughput') || target === undefined) return []
  const bound =
    (load.ratePerSecondBound ?? Number.POSITIVE_INFINITY) * requestsOfOneJourney(contract)
  if (bound > target) return []
  const most = Number(bound.toPrecision(3))
  const message = `can send at most ${most} requests/s, the throughput target is ${target}/s: it would always be undecided`
  const hint = 'offer more than the target, or let another profile judge throughput'
  return [{ code: 'THROUGHPUT_CAPPED', path, message, hint }]
}

const requestsWords = (requests: number): string =>
  Math.floor(requests) === 1 ? '1 request' : `${Math.floor(requests)} requests`

/** What would send so many times the requests: more journeys where they end the run, else more time. */
function enoughWords({ iterations }: Profile, load: PlannedLoad, times: number): string {
  if (iterations !== undefined)
    return `raise iterations to ${Math.ceil(iterations * times)} or more`
  const time = promDuration(Math.ceil((load.durationMs * times) / 1000) * 1000)
  return `run at least ${time} at this load, or send more of it`
}

/** Requests one journey makes, on average over the weights. */
function requestsOfOneJourney(contract: Contract): number {
  return [...requestsPerJourney(contract).values()].reduce((sum, n) => sum + n, 0)
}

function soak(contract: Contract, path: string, profile: Profile, load: PlannedLoad): Finding[] {
  const growth = contract.soak?.growthPer24h.heapRatio ?? contract.soak?.growthPer24h.rssRatio
  if (!profile.judges.includes('leak') || growth === undefined) return []
  if (load.durationMs >= LEAST_SOAK_MS) return []
  const minutes = Math.round(load.durationMs / 60_000)
  const grown = ((growth * load.durationMs) / 86_400_000) * 100
  const daily = Number((growth * 100).toPrecision(3))
  const message = `lasts ${minutes} min, in which the allowed growth is ${grown.toPrecision(2)} % (${daily} % in 24 h): below the noise`
  const hint = 'soak for at least 2 h (heap after forced GC), 24 h for resident memory'
  return [{ code: 'SOAK_TOO_SHORT', path, message, hint }]
}
