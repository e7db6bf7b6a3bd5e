import type { ThinkTime, UserClass } from '../journeys.ts'
import type { Profile } from '../profiles.ts'
import type { Contract } from '../schema.ts'

/** The most load a profile can send, from the contract alone. */
export interface PlannedLoad {
  readonly durationMs: number
  /** Highest level of the plan. */
  readonly users?: number
  readonly ratePerSecond?: number
  /** Journeys started over the run: exact for the open model, an upper bound for a closed one that thinks. */
  readonly journeys: number
  /** Highest rate of requests a second think time allows; absent where nothing bounds it. */
  readonly ratePerSecondBound?: number
}

/** Average pause in milliseconds. */
export function meanThinkTimeMs(thinkTime: ThinkTime): number {
  switch (thinkTime.distribution) {
    case 'none':
      return 0
    case 'constant':
      return thinkTime.durationMs
    case 'uniform':
      return (thinkTime.minimumMs + thinkTime.maximumMs) / 2
    case 'normal':
    case 'exponential':
      return thinkTime.meanMs
  }
}

/** What a profile can send at the very most. */
export function plannedLoad(contract: Pick<Contract, 'journeys'>, profile: Profile): PlannedLoad {
  const durationMs = profile.stages
    ? profile.stages.reduce((sum, stage) => sum + stage.durationMs, 0)
    : (profile.durationMs ?? 0)
  const capped = (journeys: number): number => Math.min(journeys, profile.iterations ?? journeys)
  if (profile.model === 'open') {
    const peak = Math.max(...levels(profile, 'ratePerSecond'))
    const journeys = capped(levelSeconds(profile, 'ratePerSecond', durationMs))
    return { durationMs, ratePerSecond: peak, journeys, ratePerSecondBound: peak }
  }
  const users = Math.max(...levels(profile, 'users'))
  const thinkMs = meanPauseMs(contract.journeys.userClasses, profile.thinkTime)
  if (thinkMs === 0) return { durationMs, users, journeys: capped(Number.POSITIVE_INFINITY) }
  const journeys = capped((levelSeconds(profile, 'users', durationMs) * 1000) / thinkMs)
  return { durationMs, users, journeys, ratePerSecondBound: (users * 1000) / thinkMs }
}

/** Average pause of a user in milliseconds: the profile's own, else over the classes by weight. */
export function meanPauseMs(userClasses: readonly UserClass[], own: ThinkTime | undefined): number {
  if (own) return meanThinkTimeMs(own)
  const weight = userClasses.reduce((sum, c) => sum + c.weight, 0)
  return userClasses.reduce((sum, c) => sum + (c.weight / weight) * meanThinkTimeMs(c.thinkTime), 0)
}

function levels(profile: Profile, level: 'users' | 'ratePerSecond'): number[] {
  return profile.stages ? profile.stages.map((stage) => stage[level] ?? 0) : [profile[level] ?? 0]
}

/** Area under the level in level x seconds: arrivals of an open profile. */
function levelSeconds(
  profile: Profile,
  level: 'users' | 'ratePerSecond',
  durationMs: number,
): number {
  if (!profile.stages) {
    const target = profile[level] ?? 0
    const spawnMs = profile.spawnRate ? (target / profile.spawnRate) * 1000 : 0
    const rampMs = Math.min(durationMs, profile.rampUpMs ?? spawnMs)
    return (target * (durationMs - rampMs / 2)) / 1000
  }
  let before = 0
  let area = 0
  for (const stage of profile.stages) {
    const after = stage[level] ?? 0
    const mean = stage.shape === 'step' ? after : (before + after) / 2
    area += (mean * stage.durationMs) / 1000
    before = after
  }
  return area
}

/** Share of all requests that go to each endpoint, from the weights. Shares of multi-step journeys sum above 1 per journey. */
export function requestsPerJourney(contract: Pick<Contract, 'journeys'>): Map<string, number> {
  const classes = contract.journeys.userClasses
  const classWeight = classes.reduce((sum, c) => sum + c.weight, 0)
  const share = new Map<string, number>()
  for (const userClass of classes) {
    const journeyWeight = userClass.journeys.reduce((sum, j) => sum + j.weight, 0)
    for (const journey of userClass.journeys) {
      const part = (userClass.weight / classWeight) * (journey.weight / journeyWeight)
      for (const { endpoint } of journey.steps)
        share.set(endpoint, (share.get(endpoint) ?? 0) + part)
    }
  }
  return share
}

/** Endpoints that setups and teardowns call and no journey does: they are measured, but apart. */
export function calledOnlyOnce(contract: Pick<Contract, 'journeys'>): Set<string> {
  const inJourneys = requestsPerJourney(contract)
  const once = contract.journeys.userClasses.flatMap(({ setup, teardown }) =>
    [setup, teardown].flatMap((each) => each?.steps.map(({ endpoint }) => endpoint) ?? []),
  )
  return new Set(once.filter((endpoint) => !inJourneys.has(endpoint)))
}
