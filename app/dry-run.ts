import type { Step } from '../contract/journeys.ts'
import type { Finding } from '../contract/lint/finding.ts'
import { lintContract } from '../contract/lint/lint-contract.ts'
import { plannedLoad, requestsPerJourney } from '../contract/lint/planned-load.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { redactedHead } from '../measurement/redacted-head.ts'
import { readFeederTexts } from '../store/feeder-files.ts'
import { compiledRequest, type RequestOrigin } from '../workload/compile-request.ts'
import { withEnvValues } from '../workload/env-values.ts'
import { feederRows } from '../workload/feeders.ts'
import { type LoadPlan, loadPlan } from '../workload/load-plan.ts'
import { shownRequest } from '../workload/shown-request.ts'
import type { Variables } from '../workload/template.ts'
import { contractOfRun, type RunAsked } from './contract-of-run.ts'
import { profileNamed } from './run-overrides.ts'

/** Stands for every value that must not be shown; needs no encoding anywhere in a request. */
const MASK = '***'

/** What a run would send, without sending it. */
export interface DryRun {
  readonly profileName: string
  readonly profile: Profile
  readonly service: string
  readonly target: string
  readonly plan: LoadPlan
  readonly endpoints: readonly PlannedEndpoint[]
  readonly journeys: readonly PlannedJourney[]
  readonly findings: readonly Finding[]
}

export interface PlannedEndpoint {
  readonly route: string
  /** Infinity where nothing but the service's speed bounds it. */
  readonly requests: number
}

export interface PlannedJourney {
  readonly userClass: string
  readonly name: string
  /** Of all journeys of the run; a setup or teardown is none: every user of the class does it once. */
  readonly share?: number
  /** Each request as text: first feeder rows are filled in, what only an answer gives keeps its name. */
  readonly requests: readonly string[]
}

/** Compiles everything a run of the profile would, and tells it. Whatever a run would refuse is refused here too. */
export async function dryRun(asked: RunAsked): Promise<DryRun> {
  const { project, profile: profileName, envValues = {} } = asked
  const contract = await contractOfRun(asked)
  const profile = profileNamed(contract, profileName)
  const masked = Object.fromEntries(Object.keys(envValues).map((name) => [name, MASK]))
  const path = `profiles.${profileName}`
  return {
    profileName,
    profile,
    service: contract.service.name,
    target: contract.service.baseUrl,
    plan: loadPlan(profile),
    endpoints: plannedEndpoints(contract, profile),
    journeys: plannedJourneys(
      withEnvValues(contract, masked),
      await readFeederTexts(contract, project.contractPath),
    ),
    findings: lintContract(contract).filter(
      ({ path: at }) => !at.startsWith('profiles.') || at === path || at.startsWith(`${path}.`),
    ),
  }
}

function plannedEndpoints(contract: Contract, profile: Profile): PlannedEndpoint[] {
  const { journeys } = plannedLoad(contract, profile)
  const perJourney = requestsPerJourney(contract)
  return contract.endpoints.flatMap(({ name, method, path }) => {
    const share = perJourney.get(name) ?? 0
    return share > 0 ? [{ route: `${method} ${path}`, requests: share * journeys }] : []
  })
}

function plannedJourneys(
  contract: Contract,
  feederTexts: Readonly<Record<string, string>>,
): PlannedJourney[] {
  const url = new URL(contract.service.baseUrl)
  const origin = { host: url.host, basePath: url.pathname.replace(/\/$/, '') }
  const { userClasses, feeders } = contract.journeys
  const variables: Variables = Object.assign(
    {},
    ...feeders.map((feeder) => feederRows(feeder, feederTexts[feeder.name]).row(0)),
  )
  const classWeight = userClasses.reduce((sum, { weight }) => sum + weight, 0)
  return userClasses.flatMap(({ name: userClass, weight, journeys, setup, teardown }) => {
    const journeyWeight = journeys.reduce((sum, journey) => sum + journey.weight, 0)
    const planned = (name: string, { steps }: { steps: readonly Step[] }): PlannedJourney => {
      const requests = steps.map((step) => requestOf(contract, step, origin, variables))
      return { userClass, name, requests }
    }
    return [
      ...(setup ? [planned('setup', setup)] : []),
      ...journeys.map((journey) => ({
        ...planned(journey.name, journey),
        share: (weight / classWeight) * (journey.weight / journeyWeight),
      })),
      ...(teardown ? [planned('teardown', teardown)] : []),
    ]
  })
}

function requestOf(
  { endpoints }: Contract,
  step: Step,
  origin: RequestOrigin,
  variables: Variables,
): string {
  const endpoint = endpoints.find(({ name }) => name === step.endpoint)
  if (endpoint === undefined) throw new Error(`no endpoint ${step.endpoint}`) // parsing has checked it
  const { head, body } = shownRequest(compiledRequest(endpoint, step, origin), variables)
  return body === '' ? redactedHead(head) : `${redactedHead(head)}\n\n${body}`
}
