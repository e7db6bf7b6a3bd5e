import type { Endpoint } from '../contract/endpoints.ts'
import { PlimsollError } from '../contract/errors.ts'
import type { Journey, Step, ThinkTime } from '../contract/journeys.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { type CompiledChecks, compiledChecks } from './checks.ts'
import { type CompiledRequest, compiledRequest, type RequestOrigin } from './compile-request.ts'
import { type CompiledExtraction, compiledExtraction } from './extraction.ts'
import type { FeederRows } from './feeders.ts'
import type { CountedRow, Once } from './once.ts'

/** One request of a journey, ready to be sent many times. */
export interface CompiledStep {
  /** Index of its row of counts: the endpoint's in the contract, a later one for what is done once. */
  readonly endpoint: number
  readonly method: Endpoint['method']
  readonly request: CompiledRequest
  readonly checks: CompiledChecks
  readonly extraction: CompiledExtraction
  /** The text of the answer is needed for checks or extraction. */
  readonly needsBody: boolean
  readonly thinkTime: ThinkTime
  /** Longest wait for its answer, milliseconds. */
  readonly timeoutMs: number
}

export interface CompiledJourney {
  readonly name: string
  readonly steps: readonly CompiledStep[]
  /** Names of the feeders whose fields its steps use. */
  readonly feeders: readonly string[]
  readonly once: Once | undefined
}

/** What compiling needs to know of the whole. */
export interface Compiling {
  readonly contract: Contract
  readonly profile: Profile
  readonly origin: RequestOrigin
  readonly rows: readonly CountedRow[]
}

/** Where variables come from: rows drawn for each journey, and what the user keeps for life. */
export interface VariableSources {
  readonly feeders: readonly FeederRows[]
  readonly kept: readonly string[]
}

type Sequence = Pick<Journey, 'name' | 'steps'> & Pick<CompiledJourney, 'once'>

/** A journey, a setup or a teardown, once for all who will go on it. */
export function compiledJourney(
  compiling: Compiling,
  journey: Sequence,
  pause: ThinkTime,
  { feeders, kept }: VariableSources,
): CompiledJourney {
  const known = new Set([...kept, ...feeders.flatMap((feeder) => feeder.fields)])
  const used = new Set<string>()
  const steps = journey.steps.map((step) => {
    const compiled = compiledStep(compiling, journey, step, pause)
    for (const variable of variablesOf(compiled.request)) {
      if (!known.has(variable)) throw unknownVariable(journey, step, variable)
      used.add(variable)
    }
    for (const { variable } of compiled.extraction.extractors) known.add(variable)
    return compiled
  })
  const needed = feeders.filter(({ fields }) => fields.some((field) => used.has(field)))
  const names = needed.map((feeder) => feeder.name)
  return { name: journey.name, steps, feeders: names, once: journey.once }
}

function compiledStep(
  { contract, profile, origin, rows }: Compiling,
  journey: Sequence,
  step: Step,
  pause: ThinkTime,
): CompiledStep {
  const endpoint = contract.endpoints.find((each) => each.name === step.endpoint)
  if (endpoint === undefined) {
    throw new PlimsollError(
      'CONTRACT_INVALID',
      `journey ${journey.name} calls endpoint ${step.endpoint}, which the contract does not have`,
    )
  }
  const checks = compiledChecks(endpoint, step.checks)
  const extraction = compiledExtraction(step.extract)
  return {
    endpoint: rows.findIndex((row) => row.endpoint === step.endpoint && row.once === journey.once),
    method: endpoint.method,
    request: compiledRequest(endpoint, step, origin),
    checks,
    extraction,
    needsBody: checks.needsBody || extraction.needsBody,
    thinkTime: step.thinkTime ?? pause,
    timeoutMs: step.requestTimeoutMs ?? profile.requestTimeoutMs,
  }
}

function variablesOf({ head, body }: CompiledRequest): string[] {
  return [...head.holes, ...(body?.holes ?? [])].map((hole) => hole.variable)
}

function unknownVariable(journey: Sequence, step: Step, variable: string): PlimsollError {
  return new PlimsollError(
    'CONTRACT_INVALID',
    `journey ${journey.name} uses {{${variable}}} for ${step.endpoint}, but nothing gives it a value`,
    { hint: 'give it by a feeder, or extract it in an earlier step of the same journey' },
  )
}
