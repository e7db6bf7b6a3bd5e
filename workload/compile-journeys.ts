import type { Endpoint } from '../contract/endpoints.ts'
import { PlimsollError } from '../contract/errors.ts'
import type { Journey, Step, ThinkTime } from '../contract/journeys.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { type CompiledChecks, compiledChecks } from './checks.ts'
import { type CompiledRequest, compiledRequest, type RequestOrigin } from './compile-request.ts'
import { type CompiledExtraction, compiledExtraction } from './extraction.ts'
import { fairSequence } from './fair-sequence.ts'
import type { FeederRows } from './feeders.ts'
import type { Random } from './random.ts'
import { weightedChoice } from './weighted-choice.ts'

/** One request of a journey, ready to be sent many times. */
export interface CompiledStep {
  /** Index of the endpoint in the contract. */
  readonly endpoint: number
  readonly method: Endpoint['method']
  readonly request: CompiledRequest
  readonly checks: CompiledChecks
  readonly extraction: CompiledExtraction
  /** The text of the answer is needed for checks or extraction. */
  readonly needsBody: boolean
  readonly thinkTime: ThinkTime
}

export interface CompiledJourney {
  readonly name: string
  readonly steps: readonly CompiledStep[]
  /** Names of the feeders whose fields its steps use. */
  readonly feeders: readonly string[]
}

/** A kind of user, with its journeys to pick from. */
export interface CompiledUserClass {
  readonly name: string
  readonly pickJourney: (random: Random) => CompiledJourney
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
  const { userClasses } = contract.journeys
  const classes = userClasses.map(({ name, weight, thinkTime, journeys }) => {
    const pause = profile.thinkTime ?? thinkTime
    const compiled = journeys.map((journey) => ({
      weight: journey.weight,
      journey: compiledJourney(contract, journey, pause, feeders, origin),
    }))
    const pick = weightedChoice(compiled, (each) => each.weight)
    return { weight, userClass: { name, pickJourney: (random: Random) => pick(random).journey } }
  })
  const weightOf = ({ weight }: { weight: number }) => weight
  const deal = fairSequence(classes, weightOf)
  const pick = weightedChoice(classes, weightOf)
  return {
    ofUser: (number) => deal(number).userClass,
    ofArrival: (random) => pick(random).userClass,
  }
}

function compiledJourney(
  contract: Contract,
  journey: Journey,
  pause: ThinkTime,
  feeders: readonly FeederRows[],
  origin: RequestOrigin,
): CompiledJourney {
  const known = new Set(feeders.flatMap((feeder) => feeder.fields))
  const used = new Set<string>()
  const steps = journey.steps.map((step) => {
    const compiled = compiledStep(contract, journey, step, pause, origin)
    for (const variable of variablesOf(compiled.request)) {
      if (!known.has(variable)) throw unknownVariable(journey, step, variable)
      used.add(variable)
    }
    for (const { variable } of compiled.extraction.extractors) known.add(variable)
    return compiled
  })
  const needed = feeders.filter(({ fields }) => fields.some((field) => used.has(field)))
  return { name: journey.name, steps, feeders: needed.map((feeder) => feeder.name) }
}

function compiledStep(
  contract: Contract,
  journey: Journey,
  step: Step,
  pause: ThinkTime,
  origin: RequestOrigin,
): CompiledStep {
  const index = contract.endpoints.findIndex((each) => each.name === step.endpoint)
  const endpoint = contract.endpoints[index]
  if (endpoint === undefined) {
    throw new PlimsollError(
      'CONTRACT_INVALID',
      `journey ${journey.name} calls endpoint ${step.endpoint}, which the contract does not have`,
    )
  }
  const checks = compiledChecks(endpoint, step.checks)
  const extraction = compiledExtraction(step.extract)
  return {
    endpoint: index,
    method: endpoint.method,
    request: compiledRequest(endpoint, step, origin),
    checks,
    extraction,
    needsBody: checks.needsBody || extraction.needsBody,
    thinkTime: step.thinkTime ?? pause,
  }
}

function variablesOf({ head, body }: CompiledRequest): string[] {
  return [...head.holes, ...(body?.holes ?? [])].map((hole) => hole.variable)
}

function unknownVariable(journey: Journey, step: Step, variable: string): PlimsollError {
  return new PlimsollError(
    'CONTRACT_INVALID',
    `journey ${journey.name} uses {{${variable}}} for ${step.endpoint}, but nothing gives it a value`,
    { hint: 'give it by a feeder, or extract it in an earlier step of the same journey' },
  )
}
