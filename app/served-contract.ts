import type { Schedule } from '../contract/schedules.ts'
import type { Notify } from '../contract/service.ts'
import { readContract } from '../store/contract-file.ts'
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

/** Reads the contract's schedules; a contract that is no good stops no server, `GET /ready` tells it. */
export async function readServedContract(
  project: Pick<Project, 'contractPath'>,
): Promise<ServedContract> {
  try {
    const contract = await readContract(project.contractPath)
    const { schedules, notify } = contract
    return { digest: contractDigest(contract), schedules, notify, problem: null }
  } catch (error) {
    return { digest: null, schedules: [], notify: {}, problem: (error as Error).message }
  }
}
