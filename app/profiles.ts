import { readContract } from '../store/contract-file.ts'
import { loadPlan } from '../workload/load-plan.ts'
import type { Project } from './project.ts'

/** A profile as a list of choices shows it. */
export interface ProfileChoice {
  readonly name: string
  readonly description: string | null
  readonly model: 'closed' | 'open'
  readonly durationMs: number
  readonly judges: readonly string[]
}

/** The service of the contract and its profiles, in the contract's order. */
export async function listProfiles(
  project: Pick<Project, 'contractPath'>,
): Promise<{ readonly service: string; readonly profiles: readonly ProfileChoice[] }> {
  const { service, profiles } = await readContract(project.contractPath)
  return {
    service: service.name,
    profiles: Object.entries(profiles).map(([name, profile]) => ({
      name,
      description: profile.description ?? null,
      model: profile.model,
      durationMs: loadPlan(profile).durationMs,
      judges: profile.judges,
    })),
  }
}
