import { coveringBudget } from '../contract/covering-budget.ts'
import type { Profile } from '../contract/profiles.ts'
import { endpointTotals } from '../measurement/merge-intervals.ts'
import { OUTCOMES } from '../measurement/outcomes.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { levelOf } from './judged-load.ts'
import { objective, outcomeOf, sideOf } from './objective.ts'
import { countText } from './quantity-text.ts'
import type { Objective } from './verdict.ts'

/**
 * Users could begin and end: where a contract has setups or teardowns, this is judged whatever the profile judges, since
 * users who never got in are load that was never there. The budget of the run's highest level holds for them too;
 * where none covers it, none may fail. All of them were counted, so there is no interval.
 */
export function setupObjective(record: RunRecord, profile: Profile): Objective[] {
  const { userClasses } = record.contract.journeys
  if (!userClasses.some(({ setup, teardown }) => setup || teardown)) return []
  const totals = (['setup', 'teardown'] as const).flatMap((once) => [
    ...endpointTotals(record.intervals, once).values(),
  ])
  const count = (outcome: (typeof OUTCOMES)[number]): number =>
    totals.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0)
  const total = OUTCOMES.reduce((sum, outcome) => sum + count(outcome), 0)
  const bad = total - count('ok')
  const draft = {
    id: 'setup',
    kind: 'checks' as const,
    title: 'Setup error ratio',
    scope: 'whole run',
    field: 'journeys.userClasses',
    unit: 'ratio' as const,
    exact: true,
    samples: total,
  }
  if (total === 0) return [objective({ ...draft, reason: 'Not one user was set up.' })]
  const value = bad / total
  const kinds = OUTCOMES.filter((outcome) => outcome !== 'ok' && count(outcome) > 0)
    .map((outcome) => `${outcome} ${countText(count(outcome))}`)
    .join(', ')
  const reason = `${countText(bad)} of ${countText(total)} requests of setup and teardown failed (${kinds}).`
  const found = { ...draft, value, ...(bad > 0 && { reason }) }
  const lines = budgetLines(record, profile)
  if (lines === undefined) return [objective({ ...found, outcome: bad === 0 ? 'pass' : 'fail' })]
  const side = (line: number) => sideOf(value, line, 'at-most')
  const outcome = outcomeOf(side(lines.warnLine), side(lines.failLine))
  return [objective({ ...found, ...lines, outcome })]
}

function budgetLines(
  { contract, phases }: RunRecord,
  profile: Profile,
): { warnLine: number; failLine: number } | undefined {
  const peak = Math.max(0, ...phases.map((phase) => levelOf(phase, profile)))
  const budget = coveringBudget(contract, profile, peak)?.budget
  if (budget === undefined) return undefined
  return { warnLine: budget.maxRatio, failLine: budget.failRatio ?? budget.maxRatio }
}
