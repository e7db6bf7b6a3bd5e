import type { Profile } from './profiles.ts'
import type { Contract } from './schema.ts'

type Budget = Contract['budgets']['errorRatio'][number]

/** An error budget and where it stands in its list. */
export interface CoveringBudget {
  readonly budget: Budget
  /** True where it is the profile's own, which wins over the contract's. */
  readonly own: boolean
  readonly index: number
}

/**
 * The error budget that holds at a load level: the profile's entries win over the contract's, and of
 * those that cover the level the tightest (least `upTo`) counts.
 * @param level users of a closed profile, arrivals a second of an open one
 */
export function coveringBudget(
  contract: Pick<Contract, 'budgets'>,
  profile: Pick<Profile, 'model' | 'budgets'>,
  level: number,
): CoveringBudget | undefined {
  const reach = (budget: Budget) => reachOf(budget, profile.model)
  for (const own of [true, false]) {
    const entries = (own ? profile.budgets : contract.budgets)?.errorRatio ?? []
    const [tightest] = entries
      .map((budget, index) => ({ budget, own, index }))
      .filter(({ budget }) => reach(budget) >= level)
      .sort((a, b) => reach(a.budget) - reach(b.budget))
    if (tightest) return tightest
  }
  return undefined
}

/** Load up to which an entry holds; one without bounds holds for every load, one of the other model for none. */
function reachOf({ upToUsers, upToRatePerSecond }: Budget, model: Profile['model']): number {
  if (upToUsers === undefined && upToRatePerSecond === undefined) return Number.POSITIVE_INFINITY
  return (model === 'closed' ? upToUsers : upToRatePerSecond) ?? Number.NEGATIVE_INFINITY
}
