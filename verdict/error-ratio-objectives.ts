import { coveringBudget } from '../contract/covering-budget.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import type { PhaseRecord, RunRecord } from '../measurement/run-record.ts'
import { judgedLoad, levelOf, phaseNames, requestCounts } from './judged-load.ts'
import { notJudged, objective, outcomeOf } from './objective.ts'
import { countText } from './quantity-text.ts'
import { requestsToDecide, settleByRequests } from './settle.ts'
import { BOUND_LEVEL, cleanSampleFor, type ShareEstimate, shareEstimate } from './share-interval.ts'
import type { Objective } from './verdict.ts'

/** A budget with the path it was written at. */
interface WrittenBudget {
  readonly budget: Contract['budgets']['errorRatio'][number]
  readonly field: string
}

function budgetAt(record: RunRecord, profile: Profile, level: number): WrittenBudget | undefined {
  const covering = coveringBudget(record.contract, profile, level)
  if (!covering) return undefined
  const place = covering.own ? `profiles.${record.profile}.budgets` : 'budgets'
  return { budget: covering.budget, field: `${place}.errorRatio.${covering.index}` }
}

/** One objective for every budget that a steady phase of the run falls under. */
export function errorRatioObjectives(record: RunRecord, profile: Profile): Objective[] {
  const { contract, profile: profileName } = record
  const asked = profile.judges.includes('error-ratio')
  if (!asked && contract.budgets.errorRatio.length === 0 && !profile.budgets) return []
  const byField = new Map<string, { covering: WrittenBudget | undefined; phases: PhaseRecord[] }>()
  for (const phase of record.phases.filter(({ ramp }) => !ramp)) {
    const covering = budgetAt(record, profile, levelOf(phase, profile))
    const key = covering?.field ?? ''
    const known = byField.get(key) ?? { covering, phases: [] }
    known.phases.push(phase)
    byField.set(key, known)
  }
  return [...byField.values()].map(({ covering, phases }) => {
    const judged = errorRatioObjective(record, profile, covering, phases)
    if (asked || judged.outcome === 'not-judged') return judged
    const needed = covering && cleanSampleFor(covering.budget.maxRatio)
    const settle = needed ? `needs ${countText(needed)} requests` : null
    return notJudged(judged, `Profile ${profileName} does not judge the error ratio.`, settle)
  })
}

function errorRatioObjective(
  record: RunRecord,
  profile: Profile,
  covering: WrittenBudget | undefined,
  phases: readonly PhaseRecord[],
): Objective {
  // errors are never warmth: only a warm-up that the profile declares leaves them out
  const load = judgedLoad(record, (phase) => phases.includes(phase), profile.warmUpMs ?? 0)
  const estimate = shareEstimate(
    load.batches.map((batch) => {
      const { total, bad } = requestCounts(batch)
      return { hits: bad, total }
    }),
  )
  const names = phaseNames(phases)
  const draft = {
    id: `error-ratio.${names.replaceAll(', ', '+')}`,
    kind: 'error-ratio' as const,
    title: 'Error ratio',
    scope: names,
    field: covering?.field ?? 'budgets.errorRatio',
    unit: 'ratio' as const,
    value: estimate.n > 0 ? estimate.share : null,
    interval:
      estimate.n > 0 ? { low: estimate.low, high: estimate.high, level: BOUND_LEVEL } : null,
    samples: estimate.n,
    effectiveSamples: estimate.effectiveN,
  }
  if (!covering) {
    const levels = [...new Set(phases.map((phase) => levelOf(phase, profile)))].join(', ')
    const unit = profile.model === 'closed' ? 'users' : 'arrivals a second'
    const reason = `No error budget of the contract covers ${levels} ${unit}.`
    return notJudged(objective(draft), reason, 'An entry of budgets.errorRatio for this load.')
  }
  const { maxRatio, failRatio = maxRatio } = covering.budget
  const side = (line: number) => {
    if (estimate.n > 0 && estimate.high < line) return 'within'
    return estimate.low > line ? 'beyond' : 'open'
  }
  const outcome = outcomeOf(side(maxRatio), side(failRatio))
  return objective({
    ...draft,
    warnLine: maxRatio,
    failLine: failRatio,
    outcome,
    ...(outcome === 'undecided' && whyOpen(estimate, maxRatio, failRatio, load.durationMs)),
  })
}

function whyOpen(
  estimate: ShareEstimate,
  maxRatio: number,
  failRatio: number,
  durationMs: number,
): Pick<Objective, 'reason' | 'settle'> {
  const least = cleanSampleFor(maxRatio)
  const needs = `needs at least ${countText(least)} clean requests`
  if (estimate.n === 0) {
    return { reason: 'No requests in the judged time.', settle: `The budget ${needs}.` }
  }
  const line = estimate.share > failRatio ? failRatio : maxRatio
  const between = estimate.share > maxRatio && estimate.share < failRatio
  const needed = Math.max(
    requestsToDecide(estimate, line),
    between ? requestsToDecide(estimate, failRatio) : 0,
  )
  const why = estimate.n < least ? `the budget ${needs}` : 'the interval crosses the limit'
  return {
    reason: `${countText(estimate.n)} requests are too few: ${why}.`,
    settle: settleByRequests(needed, estimate.n, durationMs),
  }
}
