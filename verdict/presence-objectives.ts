import type { Profile } from '../contract/profiles.ts'
import { OUTCOMES } from '../measurement/outcomes.ts'
import type { Preflight, RunRecord } from '../measurement/run-record.ts'
import { durationOf, requestCounts } from './judged-load.ts'
import { objective } from './objective.ts'
import { countText, durationText, limitText } from './quantity-text.ts'
import type { Objective } from './verdict.ts'

/** Checks, health and metrics: promises without a number, asked of the whole run, ramps included. */
export function presenceObjectives(record: RunRecord, profile: Profile): Objective[] {
  const made = {
    checks: () => checksObjective(record, profile),
    health: () => healthObjective(record),
    metrics: () => metricsObjective(record.preflight),
  }
  return (['checks', 'health', 'metrics'] as const)
    .filter((kind) => profile.judges.includes(kind))
    .map((kind) => made[kind]())
}

/**
 * Every answer of the run was what its checks ask for. Requests that failed otherwise are the error ratio's business
 * where the profile judges it; where it does not (a smoke test), a request without a good answer held no check.
 */
function checksObjective(record: RunRecord, profile: Profile): Objective {
  const budgeted = profile.judges.includes('error-ratio')
  const counts = OUTCOMES.filter((outcome) => outcome !== 'ok').map((outcome) => {
    const count = record.intervals
      .flatMap(({ endpoints }) => Object.values(endpoints))
      .reduce((sum, { outcomes }) => sum + (outcomes[outcome] ?? 0), 0)
    return { outcome, count: budgeted && outcome !== 'check' ? 0 : count }
  })
  const { total } = requestCounts(record.intervals)
  const bad = counts.reduce((sum, { count }) => sum + count, 0)
  const draft = {
    id: 'checks',
    kind: 'checks' as const,
    title: 'Checks',
    scope: 'whole run',
    field: 'endpoints',
    unit: 'count' as const,
    exact: true,
    samples: total,
  }
  if (total === 0) return objective({ ...draft, reason: 'Not one request was sent.' })
  if (bad === 0) return objective({ ...draft, value: 0, outcome: 'pass' })
  const kinds = counts
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${outcome} ${countText(count)}`)
  const reason = `${countText(bad)} of ${countText(total)} requests did not hold their checks (${kinds.join(', ')}).`
  return objective({ ...draft, value: bad, outcome: 'fail', reason })
}

type HealthAnswer = Preflight['healthBefore']

const isHealthy = (answer: HealthAnswer): boolean =>
  answer.status !== undefined && answer.status >= 200 && answer.status < 400

const answerText = (answer: HealthAnswer): string =>
  answer.status === undefined ? (answer.error ?? 'no answer') : `status ${answer.status}`

/** The health path answered well before the load and after it. */
function healthObjective({ contract, preflight }: RunRecord): Objective {
  const { healthBefore: before, healthAfter: after } = preflight
  const draft = {
    id: 'health',
    kind: 'health' as const,
    title: `Health ${contract.service.healthPath}`,
    scope: 'before and after',
    field: 'service.healthPath',
    unit: 'count' as const,
    exact: true,
    samples: after ? 2 : 1,
    sampleUnit: 'answers' as const,
  }
  if (!isHealthy(before)) {
    const reason = `The health path was not well before the load: ${answerText(before)}.`
    return objective({ ...draft, outcome: 'fail', reason })
  }
  if (!after) {
    const settle = 'A run that ends by itself.'
    return objective({ ...draft, reason: 'Nobody asked the health path after the load.', settle })
  }
  if (isHealthy(after)) return objective({ ...draft, outcome: 'pass' })
  const reason = `The health path was not well after the load: ${answerText(after)}.`
  return objective({ ...draft, outcome: 'fail', reason })
}

/** Series the dialect promises that Prometheus had no samples of. */
export function missingSeries(preflight: Preflight): string[] {
  return (preflight.series ?? []).filter(({ samples }) => samples === 0).map(({ name }) => name)
}

/** The service's own series are in Prometheus; their absence is ours to mend, so it is never a fail (DESIGN.md section 6). */
function metricsObjective(preflight: Preflight): Objective {
  const series = preflight.series ?? []
  const draft = {
    id: 'metrics',
    kind: 'metrics' as const,
    title: 'Metrics in Prometheus',
    scope: 'whole run',
    field: 'service.dialect',
    unit: 'count' as const,
    exact: true,
    samples: series.length,
    sampleUnit: 'series' as const,
  }
  const settle = 'A Prometheus that scrapes the service during the run.'
  if (series.length === 0) {
    const reason = preflight.seriesUnknown ?? 'Prometheus was not asked for the series.'
    return objective({ ...draft, reason, settle })
  }
  const missing = missingSeries(preflight)
  if (missing.length === 0) return objective({ ...draft, outcome: 'pass' })
  const reason = `${missing.length} of ${series.length} series have no samples: ${missing.join(', ')}.`
  return objective({ ...draft, reason, settle })
}

/** Promises of the contract or the profile that a single run of this version cannot decide: listed, never silent. */
export function unjudgeableObjectives(record: RunRecord, profile: Profile): Objective[] {
  const rows = (['leak', 'regression'] as const)
    .filter((kind) => profile.judges.includes(kind))
    .map((kind) =>
      objective({
        id: kind,
        kind,
        title: { leak: 'Leak', regression: 'Regression' }[kind],
        field: kind === 'leak' ? 'soak' : kind,
        unit: 'ratio',
        outcome: 'not-judged',
        reason: `Nothing in this version judges ${kind} yet.`,
      }),
    )
  const { availability } = record.contract.budgets
  if (!availability) return rows
  const window = durationText(availability.windowMs)
  const share = limitText(availability.objectiveRatio, 'ratio')
  const title = `Availability ${share} over ${window}`
  const ranMs = durationOf(record.intervals)
  const reason = `A run of ${durationText(ranMs)} cannot speak for ${window}.`
  const settle = 'Production series: the burn-rate alerts watch it.'
  const field = 'budgets.availability'
  const asked = { id: 'availability', kind: 'error-ratio', unit: 'ratio' } as const
  return [...rows, objective({ ...asked, title, field, outcome: 'not-judged', reason, settle })]
}
