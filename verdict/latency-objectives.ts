import type { Endpoint } from '../contract/endpoints.ts'
import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../contract/latency-target.ts'
import { calledOnlyOnce, plannedLoad, requestsPerJourney } from '../contract/lint/planned-load.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { type JudgedLoad, phaseNames } from './judged-load.ts'
import { invertedInterval, sideOfShare, slowerThan } from './latency-interval.ts'
import { edgesOf, mergedLatency } from './merged-latency.ts'
import { notJudged, objective, outcomeOf, sideOf } from './objective.ts'
import { countText } from './quantity-text.ts'
import { requestsToOutcome, settleByRequests } from './settle.ts'
import { cleanSampleFor, type ShareEstimate } from './share-interval.ts'
import type { Objective } from './verdict.ts'
import { NOT_STEADY, TO_SETTLE, warmUpOf } from './warm-up.ts'

/** From here a rare burst may have been missed: an unqualified PASS takes a longer run (reference/statistics, section 6). */
const BURSTY_DESIGN_EFFECT = 10
const LONG_RUN_MS = 30 * 60_000

export const IN_THIS_RUN_ONLY =
  'PASS in this run only: requests were slow in bursts, and a run under 30 min can miss the next one.'

/** Where the target of an endpoint was written: the profile's wins over its own, its own over its category's. */
function targetField(
  contract: Contract,
  endpoint: Endpoint,
  profileName: string,
  key: 'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs' | 'avgMs',
): string {
  if (contract.profiles[profileName]?.latency?.[key] !== undefined) {
    return `profiles.${profileName}.latency.${key}`
  }
  const own = endpoint.latency?.[key] !== undefined
  return own
    ? `endpoints.${endpoint.name}.latency.${key}`
    : `categories.${endpoint.category}.${key}`
}

type TargetKey = 'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs' | 'avgMs'

/** What every latency objective of one endpoint is made from. */
interface EndpointLatency {
  readonly endpoint: Endpoint
  readonly load: JudgedLoad
  /** One histogram a batch. */
  readonly batches: readonly LatencyHistogram[]
  readonly whole: LatencyHistogram
  readonly fieldOf: (key: TargetKey) => string
}

/** Every latency promise of the contract, endpoint by endpoint and load level by load level. */
export function latencyObjectives(
  record: RunRecord,
  profile: Profile,
  loads: readonly JudgedLoad[],
): Objective[] {
  const { contract, profile: profileName } = record
  const { steady } = warmUpOf(record, profile)
  const first = record.phases.find(({ ramp }) => !ramp)
  return loads.flatMap((load) => {
    const isUnsteady = !steady && load.phases.some((phase) => phase === first)
    const measured = latencyAtLevel(contract, profileName, profile, load)
    const found = isUnsteady ? measured.map(unsettled) : measured
    if (loads.length === 1) return found
    const suffix = phaseNames(load.phases).replaceAll(', ', '+')
    return found.map((objective) => ({ ...objective, id: `${objective.id}.${suffix}` }))
  })
}

/** What came out of a service that had not warmed up by the middle of the hold decides nothing. */
function unsettled(judged: Objective): Objective {
  if (judged.outcome === 'not-judged') return judged
  return { ...judged, outcome: 'undecided', reason: NOT_STEADY, settle: TO_SETTLE, notes: [] }
}

function latencyAtLevel(
  contract: Contract,
  profileName: string,
  profile: Profile,
  load: JudgedLoad,
): Objective[] {
  const perJourney = requestsPerJourney(contract)
  const apart = calledOnlyOnce(contract)
  const { journeys } = plannedLoad(contract, profile)
  return contract.endpoints.flatMap((endpoint) => {
    const targets = latencyTargets(contract, endpoint, profile)
    const edgesUs = edgesOf(load.intervals, endpoint.name)
    const batches = load.batches.map((batch) => mergedLatency(batch, endpoint.name, edgesUs))
    const whole = new LatencyHistogram(edgesUs)
    for (const batch of batches) whole.merge(batch)
    const fieldOf = (key: TargetKey) => targetField(contract, endpoint, profileName, key)
    const seen: EndpointLatency = { endpoint, load, batches, whole, fieldOf }
    const found = (['p50', 'p95', 'p99'] as const).flatMap((p) => {
      const targetMs = targets[`${p}Ms`]
      return targetMs === undefined ? [] : [percentileObjective(seen, p, targetMs)]
    })
    if (targets.maxMs !== undefined) found.push(maximumObjective(seen, targets.maxMs))
    const planned = (perJourney.get(endpoint.name) ?? 0) * journeys
    const judged = found.map((objective) =>
      apart.has(endpoint.name)
        ? notJudged(objective, COUNTED_APART, 'A journey that calls it.')
        : asAsked(objective, profileName, profile, planned),
    )
    return targets.avgMs === undefined ? judged : [...judged, averageObjective(seen, targets.avgMs)]
  })
}

const COUNTED_APART = 'Only setups and teardowns call it, which are counted apart.'

/** Leaves an objective out where the profile does not judge it, or plans too few requests for it. */
function asAsked(
  judged: Objective,
  profileName: string,
  profile: Profile,
  planned: number,
): Objective {
  const kind = judged.kind as Percentile | 'max'
  const name = kind === 'max' ? 'the maximum' : kind.toUpperCase()
  const needed = kind === 'max' ? null : cleanSampleFor(1 - QUANTILES[kind])
  if (!profile.judges.includes(kind)) {
    const settle =
      needed === null ? 'A profile that judges it.' : `needs ${countText(needed)} requests`
    return notJudged(judged, `Profile ${profileName} does not judge ${name}.`, settle)
  }
  const least = profile.minPlannedRequests?.[kind]
  if (least === undefined || planned >= least) return judged
  const reason = `The plan sends it about ${countText(planned)} requests; profile ${profileName} judges ${name} from ${countText(least)}.`
  return notJudged(judged, reason, `needs ${countText(least)} planned requests`)
}

/** A percentile by the share of requests beyond its two lines, never by comparing two numbers. */
function percentileObjective(seen: EndpointLatency, p: Percentile, targetMs: number): Objective {
  const { endpoint, load, batches, whole } = seen
  const { warnMs, failMs } = latencyLines(endpoint, targetMs)
  const allowed = 1 - QUANTILES[p]
  const [warnUs, failUs] = [Math.round(warnMs * 1000), Math.round(failMs * 1000)]
  const beyondWarn = slowerThan(batches, warnUs)
  const beyondFail = slowerThan(batches, failUs)
  const outcome = outcomeOf(sideOfShare(beyondWarn, allowed), sideOfShare(beyondFail, allowed))
  const bursty = beyondWarn.designEffect >= BURSTY_DESIGN_EFFECT && load.durationMs < LONG_RUN_MS
  const measured = whole.count > 0
  return objective({
    ...latencyDraft(seen, p, failMs),
    field: seen.fieldOf(`${p}Ms`),
    warnLine: warnMs,
    outcome,
    value: measured ? whole.quantile(QUANTILES[p]) / 1000 : null,
    interval: measured ? invertedInterval(batches, whole, QUANTILES[p], [warnUs, failUs]) : null,
    effectiveSamples: beyondWarn.effectiveN,
    notes: outcome === 'pass' && bursty ? [IN_THIS_RUN_ONLY] : [],
    ...(outcome === 'undecided' && whyOpen(p, beyondWarn, beyondFail, load.durationMs)),
  })
}

function latencyDraft(seen: EndpointLatency, kind: Percentile | 'max', failMs: number) {
  const { endpoint, load, whole } = seen
  const name = kind === 'max' ? 'Max' : kind.toUpperCase()
  return {
    id: `latency.${endpoint.name}.${kind}`,
    kind,
    title: `${name} ${endpoint.method} ${endpoint.path}`,
    subject: endpoint.name,
    scope: phaseNames(load.phases),
    unit: 'ms' as const,
    failLine: failMs,
    samples: whole.count,
  }
}

/** Why neither side is proven, and what would prove one. */
function whyOpen(
  p: Percentile,
  toWarn: ShareEstimate,
  toFail: ShareEstimate,
  durationMs: number,
): Pick<Objective, 'reason' | 'settle'> {
  const allowed = 1 - QUANTILES[p]
  const least = cleanSampleFor(allowed)
  const needs = `${p === 'p50' ? 'A median' : `A ${p.toUpperCase()}`} needs at least ${countText(least)}`
  if (toWarn.n === 0)
    return { reason: 'No requests in the judged time.', settle: `${needs} requests.` }
  const settle = settleByRequests(requestsToOutcome(toWarn, toFail, allowed), toWarn.n, durationMs)
  if (toWarn.n < least) {
    return {
      reason: `${countText(toWarn.n)} requests are too few: ${needs.replace('A', 'a')}.`,
      settle,
    }
  }
  return {
    reason: `${countText(toWarn.n)} requests are too few: the interval crosses the limit.`,
    settle,
  }
}

/** The slowest request, exactly: nothing is inferred beyond this run. */
function maximumObjective(seen: EndpointLatency, targetMs: number): Objective {
  const { warnMs, failMs } = latencyLines(seen.endpoint, targetMs)
  const draft = {
    ...latencyDraft(seen, 'max', failMs),
    field: seen.fieldOf('maxMs'),
    warnLine: warnMs,
    exact: true,
  }
  if (seen.whole.count === 0) {
    return objective({ ...draft, reason: 'No requests in the judged time.' })
  }
  const value = seen.whole.maxUs / 1000
  const outcome = outcomeOf(sideOf(value, warnMs, 'at-most'), sideOf(value, failMs, 'at-most'))
  return objective({ ...draft, value, outcome })
}

/** Averages are accepted because documents use them, and never judged. */
function averageObjective(seen: EndpointLatency, targetMs: number): Objective {
  const { whole } = seen
  const draft = latencyDraft(seen, 'p50', targetMs)
  const average = objective({
    ...draft,
    id: `latency.${seen.endpoint.name}.avg`,
    title: draft.title.replace('P50', 'Average'),
    field: seen.fieldOf('avgMs'),
    value: whole.count > 0 ? whole.sumUs / whole.count / 1000 : null,
  })
  const settle = 'Write p95Ms instead.'
  return notJudged(average, 'An average hides the slow requests; percentiles are judged.', settle)
}
