import type { Contract } from '../contract/schema.ts'
import { readContract } from '../store/contract-file.ts'
import { requireAllowedLoad } from '../synthetic/allowed-load.ts'
import { withEnvValues } from '../workload/env-values.ts'
import { loadPlan } from '../workload/load-plan.ts'
import type { Project } from './project.ts'
import { profileNamed, type RunOverrides, withOverrides } from './run-overrides.ts'

/** What is asked of one run of a profile, before anything is looked at. */
export interface RunAsked {
  readonly project: Project
  readonly profile: string
  readonly overrides?: RunOverrides
  /** Values of `{{env.NAME}}` in the journeys: sent, never kept. */
  readonly envValues?: Readonly<Record<string, string>> | undefined
}

/** The contract as the run takes and keeps it; whatever forbids the run before a request is sent is an error here. */
export async function contractOfRun(asked: RunAsked): Promise<Contract> {
  const { project, profile, overrides = {}, envValues = {} } = asked
  const written = await readContract(project.contractPath)
  const contract = withOverrides(written, profile, overrides, project.env)
  const plan = loadPlan(profileNamed(contract, profile))
  requireAllowedLoad(contract.safety, plan, `profile ${profile}`)
  withEnvValues(contract, envValues)
  return contract
}
