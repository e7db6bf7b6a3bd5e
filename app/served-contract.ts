import type { Schedule } from '../contract/schedules.ts'
import type { Contract } from '../contract/schema.ts'
import type { Notify } from '../contract/service.ts'
import { readContract } from '../store/contract-file.ts'
import { requireEnvValues } from '../workload/env-values.ts'
import type { Project } from './project.ts'
import { contractDigest } from './run-identity.ts'

/** The contract a server began with: its schedules hold until it is started again. */
export interface ServedContract {
  /** Null when the contract could not be read: the server then has no schedules. */
  readonly digest: string | null
  readonly schedules: readonly Schedule[]
  readonly notify: Notify
  readonly problem: string | null
}

/**
 * Reads the contract's schedules; a contract that is no good stops no server, `GET /ready` tells it. Schedules whose
 * runs would lack a value are an error now: at three in the morning nobody reads it.
 * @param envValues values of `{{env.NAME}}` in the journeys of scheduled runs
 */
export async function readServedContract(
  project: Pick<Project, 'contractPath'>,
  envValues: Readonly<Record<string, string>> | 'paused',
): Promise<ServedContract> {
  let contract: Contract
  try {
    contract = await readContract(project.contractPath)
  } catch (error) {
    return { digest: null, schedules: [], notify: {}, problem: (error as Error).message }
  }
  const { schedules, notify } = contract
  if (schedules.length > 0 && envValues !== 'paused') requireEnvValues(contract, envValues)
  return { digest: contractDigest(contract), schedules, notify, problem: null }
}
