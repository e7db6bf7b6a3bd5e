import type { ThinkTime, UserClass } from '../contract/journeys.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import {
  type CompiledJourney,
  type Compiling,
  compiledJourney,
  type VariableSources,
} from './compile-journeys.ts'
import type { RequestOrigin } from './compile-request.ts'
import { fairSequence } from './fair-sequence.ts'
import type { FeederRows } from './feeders.ts'
import { countedRows, type Once } from './once.ts'
import type { Random } from './random.ts'
import { weightedChoice } from './weighted-choice.ts'

/** A kind of user, with its journeys to pick from. */
export interface CompiledUserClass {
  readonly name: string
  readonly cookies: boolean
  readonly setup: CompiledJourney | undefined
  readonly pickJourney: (random: Random) => CompiledJourney
  readonly teardown: CompiledJourney | undefined
}

/** Says of which class somebody is, by weight. */
export interface CompiledUserClasses {
  /** Users of the closed model come in exact shares. */
  readonly ofUser: (number: number) => CompiledUserClass
  /** Arrivals of the open model know nothing of one another. */
  readonly ofArrival: (random: Random) => CompiledUserClass
}

/** The user classes of a contract, ready to be sent on their journeys. */
export function compiledUserClasses(
  contract: Contract,
  profile: Profile,
  feeders: readonly FeederRows[],
  origin: RequestOrigin,
): CompiledUserClasses {
  const compiling = { contract, profile, origin, rows: countedRows(contract) }
  const classes = contract.journeys.userClasses.map((userClass) => ({
    weight: userClass.weight,
    userClass: compiledUserClass(compiling, userClass, feeders),
  }))
  const weightOf = ({ weight }: { weight: number }) => weight
  const deal = fairSequence(classes, weightOf)
  const pick = weightedChoice(classes, weightOf)
  return {
    ofUser: (number) => deal(number).userClass,
    ofArrival: (random) => pick(random).userClass,
  }
}

const NO_PAUSE: ThinkTime = { distribution: 'none' }

/** What the setup was fed or extracted is kept for life: journeys neither draw it again nor lack it. */
function compiledUserClass(
  compiling: Compiling,
  userClass: UserClass,
  feeders: readonly FeederRows[],
): CompiledUserClass {
  const { name, thinkTime, cookies = false } = userClass
  const pause = compiling.profile.thinkTime ?? thinkTime
  const once = (kind: Once, sources: VariableSources): CompiledJourney | undefined => {
    const steps = userClass[kind]?.steps
    if (steps === undefined) return undefined
    return compiledJourney(compiling, { name: kind, steps, once: kind }, NO_PAUSE, sources)
  }
  const setup = once('setup', { feeders, kept: [] })
  const extracted = (setup?.steps ?? []).flatMap(({ extraction }) =>
    extraction.extractors.map(({ variable }) => variable),
  )
  const isKept = (feeder: FeederRows): boolean => setup?.feeders.includes(feeder.name) ?? false
  const sources = {
    feeders: feeders.filter((feeder) => !isKept(feeder)),
    kept: [...extracted, ...feeders.filter(isKept).flatMap(({ fields }) => fields)],
  }
  const journeys = userClass.journeys.map((journey) => ({
    weight: journey.weight,
    journey: compiledJourney(compiling, { ...journey, once: undefined }, pause, sources),
  }))
  const pick = weightedChoice(journeys, ({ weight }) => weight)
  return {
    name,
    cookies,
    setup,
    pickJourney: (random) => pick(random).journey,
    teardown: once('teardown', sources),
  }
}
