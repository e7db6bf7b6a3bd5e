import { parseDurationMs } from '../../contract/durations.ts'
import type { Contract } from '../../contract/schema.ts'
import { BURN_LEAST_BAD, type BurnAlert, productionBurnAlerts } from '../production-burn.ts'
import { type ProductionObjective, productionObjectives } from '../production-objectives.ts'
import { type Boundary, firingMs, type InputSeries } from './boundary.ts'
import { burnTraffic, type Traffic } from './burn-traffic.ts'

const BUSY_PER_SECOND = 100
/** One percent beside the line. */
const BESIDE = 0.01
const MINUTE_MS = 60_000

type Feed = (traffic: Traffic) => InputSeries

/** Boundaries of every burn alert: one for each tier of availability, of P95 and of P99. */
export function burnBoundaries(contract: Contract): Boundary[] {
  const all = productionObjectives(contract)
  return productionBurnAlerts(contract).flatMap((burn): Boundary[] => {
    const { quantile } = burn.rule.labels
    const own = all.filter(({ labels }) => labels.quantile === quantile)
    const example = own.find((one) => !sharesLine(one, all)) ?? own[0]
    if (!example) return []
    const { evaluationMs, sampleMs, onsetMs } = pace(burn)
    const frame = { rule: burn.rule, evaluationMs, sampleMs, onsetMs }
    const endMs = firingMs(frame) + evaluationMs
    const steady = (share: number): Traffic => ({
      perSecond: BUSY_PER_SECOND,
      stretches: [{ untilMs: endMs, badShare: burn.lineShare * share }],
    })
    const one: Feed = (traffic) => burnTraffic(contract, [example], traffic, sampleMs)
    // Only the windows of these two tiers are recorded endpoint by endpoint.
    const byEndpoint = burn.tier.severity === 'critical'
    const fed = byEndpoint ? own : [example]
    const every: Feed = (traffic) => burnTraffic(contract, fed, traffic, sampleMs)
    return [
      {
        ...frame,
        over: every(steady(1 + BESIDE)),
        overCount: fed.length,
        silent: [
          {
            title: 'just under the line',
            series: every(steady(1 - BESIDE)),
            atMs: firingMs(frame),
          },
          ...guarded(burn, evaluationMs, one),
          {
            title: `with fewer than ${BURN_LEAST_BAD} bad requests`,
            series: one({
              perSecond: (BURN_LEAST_BAD * (1 - BESIDE)) / (endMs / 1000),
              stretches: [{ untilMs: endMs, badShare: 1 }],
            }),
            atMs: firingMs(frame),
          },
        ],
        golden: {
          ...(fed.length > 1 && { series: one(steady(1 + BESIDE)) }),
          labels: {
            service_name: contract.service.name,
            slo_id: example.sloId,
            ...example.labels,
          },
          value: burn.lineShare * (1 + BESIDE),
        },
      },
    ]
  })
}

/** Whether another percentile of the endpoint has the same target: its alert would fire too. */
function sharesLine(
  { sloId, labels }: ProductionObjective,
  all: readonly ProductionObjective[],
): boolean {
  return all.some(
    (other) =>
      other.sloId !== sloId &&
      other.labels.endpoint === labels.endpoint &&
      other.labels.line_ms === labels.line_ms,
  )
}

/** Fast tiers are computed from the service's series, slow ones from recorded counts every five minutes. */
function pace({ tier }: BurnAlert): Pick<Boundary, 'evaluationMs' | 'sampleMs' | 'onsetMs'> {
  return tier.name === 'fast'
    ? { evaluationMs: MINUTE_MS / 2, sampleMs: MINUTE_MS / 2, onsetMs: MINUTE_MS / 2 }
    : { evaluationMs: 5 * MINUTE_MS, sampleMs: MINUTE_MS, onsetMs: 5 * MINUTE_MS }
}

/** One window over the line and the other not, both ways. */
function guarded(
  { tier, lineShare }: BurnAlert,
  evaluationMs: number,
  feed: Feed,
): Boundary['silent'][number][] {
  const shortMs = parseDurationMs(tier.short) ?? 0
  // Good, then bad for a little more than the short window: the long one holds 5/6 of the bad share.
  const goodMs = roundUp(0.22 * shortMs, evaluationMs)
  const burstMs = 5 * goodMs
  // All bad, then good until the short window has forgotten it but the long one has not.
  const calmMs = shortMs + evaluationMs
  const badMs = roundUp((1.5 * calmMs * lineShare) / (1 - lineShare), evaluationMs)
  return [
    {
      title: `when only the last ${tier.short} are over the line`,
      series: feed({
        perSecond: BUSY_PER_SECOND,
        stretches: [
          { untilMs: goodMs, badShare: 0 },
          { untilMs: goodMs + burstMs, badShare: lineShare * (1 - BESIDE) * 1.2 },
        ],
      }),
      atMs: goodMs + burstMs,
    },
    {
      title: `when the last ${tier.short} are good again`,
      series: feed({
        perSecond: BUSY_PER_SECOND,
        stretches: [
          { untilMs: badMs, badShare: 1 },
          { untilMs: badMs + calmMs, badShare: 0 },
        ],
      }),
      atMs: badMs + calmMs,
    },
  ]
}

function roundUp(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs
}
