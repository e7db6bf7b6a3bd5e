import { coveringBudget } from '../contract/covering-budget.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'

/** The two lines of a run's error ratio, as shares of 1. */
export interface ErrorRatioLines {
  readonly warnRatio: number
  readonly failRatio: number
}

/** The two lines of the error budget that holds for a profile at its highest load. */
export function errorRatioLines(
  contract: Pick<Contract, 'budgets'>,
  profile: Profile,
): ErrorRatioLines | undefined {
  const covering = coveringBudget(contract, profile, highestLevel(profile))
  if (!covering) return undefined
  const { maxRatio, failRatio = maxRatio } = covering.budget
  return { warnRatio: maxRatio, failRatio }
}

/** The highest number of users, or arrivals a second, that a profile reaches. */
function highestLevel(profile: Profile): number {
  const level = profile.model === 'closed' ? 'users' : 'ratePerSecond'
  const stages = profile.stages ?? []
  return Math.max(profile[level] ?? 0, ...stages.map((stage) => stage[level] ?? 0))
}
