import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'

/** The two lines of a run's error ratio, as shares of 1. */
export interface ErrorRatioLines {
  readonly warnRatio: number
  readonly failRatio: number
}

type Budget = Contract['budgets']['errorRatio'][number]

/**
 * The error budget that holds for a profile at its highest load: the profile's own entries win over
 * the contract's, and of those that cover the load the tightest (least `upTo`) counts.
 */
export function errorRatioLines(
  contract: Pick<Contract, 'budgets'>,
  profile: Profile,
): ErrorRatioLines | undefined {
  const level = highestLevel(profile)
  for (const budgets of [profile.budgets?.errorRatio ?? [], contract.budgets.errorRatio]) {
    const [tightest] = budgets
      .filter((budget) => reach(budget, profile) >= level)
      .sort((a, b) => reach(a, profile) - reach(b, profile))
    if (tightest) {
      const { maxRatio, failRatio } = tightest
      return { warnRatio: maxRatio, failRatio: failRatio ?? maxRatio }
    }
  }
  return undefined
}

/** Load up to which an entry holds; one without bounds holds for every load, one of the other model for none. */
function reach({ upToUsers, upToRatePerSecond }: Budget, { model }: Profile): number {
  if (upToUsers === undefined && upToRatePerSecond === undefined) return Number.POSITIVE_INFINITY
  return (model === 'closed' ? upToUsers : upToRatePerSecond) ?? Number.NEGATIVE_INFINITY
}

/** The highest number of users, or arrivals a second, that a profile reaches. */
function highestLevel(profile: Profile): number {
  const level = profile.model === 'closed' ? 'users' : 'ratePerSecond'
  const stages = profile.stages ?? []
  return Math.max(profile[level] ?? 0, ...stages.map((stage) => stage[level] ?? 0))
}
