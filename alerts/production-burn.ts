import { parseDurationMs, promDuration } from '../contract/durations.ts'
import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import { selector } from '../queries/selector.ts'
import { BURN_WINDOWS, type BurnTier, burnTiers } from './burn-tiers.ts'
import { type ProductionObjective, productionObjectives } from './production-objectives.ts'
import type { AlertRule, RecordingRule } from './rule-types.ts'
import { percent } from './run-gates.ts'

/** Fewer bad requests than this are luck: false pages per month fall from up to 12 to 0 (reference/alerting.md section 3). */
export const BURN_LEAST_BAD = 5
/** Latency targets name no window; they take that of availability, else the usual one. */
const DEFAULT_WINDOW_MS = 30 * 86_400_000
/** Windows up to here are computed from the service's own series; longer ones from recorded 5-minute counts. */
const DIRECT_WINDOWS = ['5m', '30m', '1h']

/** Counts of the windows that are cheap to compute from the service's own histogram. */
export function directBurnRecords(contract: Contract): RecordingRule[] {
  const objectives = productionObjectives(contract)
  if (objectives.length === 0) return []
  return DIRECT_WINDOWS.flatMap((window) => [
    ...objectives.flatMap(({ sloId, requests, bad, labels }): RecordingRule[] => [
      {
        record: RECORDED.sloRequests(window),
        expr: requests(window),
        labels: { slo_id: sloId, ...labels },
      },
      { record: RECORDED.sloBad(window), expr: bad(window), labels: { slo_id: sloId, ...labels } },
    ]),
    ratio(window, contract),
  ])
}

/**
 * Counts of long windows as sums of recorded 5-minute counts, one every five minutes whatever the
 * evaluation interval is: a plain sum would count each request once an evaluation, and the mean times
 * the window would invent the requests of the time before the service was watched.
 */
export function longBurnRecords(contract: Contract): RecordingRule[] {
  if (productionObjectives(contract).length === 0) return []
  const matchers = { service_name: contract.service.name }
  return BURN_WINDOWS.filter((window) => !DIRECT_WINDOWS.includes(window)).flatMap((window) => [
    ...[RECORDED.sloRequests, RECORDED.sloBad].map((name) => ({
      record: name(window),
      expr: `sum_over_time(${selector(name('5m'), matchers)}[${justUnder(window)}:5m])`,
    })),
    ratio(window, contract),
  ])
}

/**
 * A millisecond less than the window: Prometheus 2 counts both ends of a range, 3 only the later one,
 * and 2 h must hold 24 times five minutes on both.
 */
function justUnder(window: string): string {
  return promDuration((parseDurationMs(window) ?? 0) - 1)
}

function ratio(window: string, { service }: Contract): RecordingRule {
  const of = { service_name: service.name }
  const bad = selector(RECORDED.sloBad(window), of)
  return {
    record: RECORDED.sloBadRatio(window),
    expr: `${bad} / (${selector(RECORDED.sloRequests(window), of)} > 0)`,
  }
}

/** What an alert of this family is about: series of one allowed share. */
interface Family {
  readonly alert: 'LatencyBudgetBurn' | 'AvailabilityBudgetBurn'
  readonly resource: string
  readonly allowed: number
  /** Selects the family's recorded series, and tells its alerts from others of the name. */
  readonly selects: Readonly<Record<string, string>>
  readonly what: string
  readonly bad: string
}

/** A burn alert with what it was made of. */
export interface BurnAlert {
  readonly rule: AlertRule
  readonly tier: BurnTier
  /** Share of bad requests at which it begins. */
  readonly lineShare: number
}

/** Burn alerts of availability and of latency: up to four tiers each, endpoints are their series. */
export function productionBurnAlerts(contract: Contract): BurnAlert[] {
  const windowMs = contract.budgets.availability?.windowMs ?? DEFAULT_WINDOW_MS
  return families(productionObjectives(contract)).flatMap((family) =>
    burnTiers(windowMs, family.allowed).map((tier) => ({
      rule: burnRule(family, tier, contract.service.name, windowMs),
      tier,
      lineShare: lineShare(family, tier),
    })),
  )
}

/** 14.4 times 0.001 is 0.0144, not 0.014400000000000001. */
function lineShare({ allowed }: Family, { factor }: BurnTier): number {
  return Number((factor * allowed).toPrecision(6))
}

function families(objectives: readonly ProductionObjective[]): Family[] {
  const byQuantile = new Map<string, Family>()
  for (const { sloId, allowed, labels } of objectives) {
    const quantile = labels.quantile
    byQuantile.set(
      quantile ?? sloId,
      quantile === undefined
        ? {
            alert: 'AvailabilityBudgetBurn',
            resource: 'errors',
            allowed,
            selects: { slo_id: sloId },
            what: '{{ $labels.service_name }}',
            bad: 'were answered with a 5xx',
          }
        : {
            alert: 'LatencyBudgetBurn',
            resource: 'latency',
            allowed,
            selects: { quantile },
            what: '{{ $labels.endpoint }} of {{ $labels.service_name }}',
            bad: `were slower than the P${Number(quantile) * 100} target of {{ $labels.line_ms }} ms`,
          },
    )
  }
  return [...byQuantile.values()]
}

function burnRule(
  family: Family,
  tier: BurnTier,
  serviceName: string,
  windowMs: number,
): AlertRule {
  const { alert, resource, allowed, selects, what, bad } = family
  const { name, severity, long, short, forMs, factor } = tier
  const line = lineShare(family, tier)
  const of = (series: string): string => selector(series, { service_name: serviceName, ...selects })
  const gone = promDuration(Math.round(windowMs / factor / 3_600_000) * 3_600_000)
  return {
    alert,
    condition: `${of(RECORDED.sloBadRatio(long))} > ${line}`,
    guards: [
      `${of(RECORDED.sloBadRatio(short))} > ${line}`,
      `${of(RECORDED.sloBad(long))} >= ${BURN_LEAST_BAD}`,
    ],
    forMs,
    labels: { severity, scope: 'production', resource, burn_tier: name, ...selects },
    annotations: {
      summary: `${what} burns its ${resource === 'errors' ? 'availability' : 'latency'} budget ${factor} times too fast`,
      description: `{{ $value | humanizePercentage }} of the requests ${bad} in the last ${long}; the contract allows ${percent(allowed)}. At ${factor} times that the budget of ${promDuration(windowMs)} is gone in ${gone}.`,
    },
    dashboard: { uid: DASHBOARD_UIDS.overview, query: '' },
  }
}
