import { latencyTargets, QUANTILES } from '../contract/latency-target.ts'
import { readContract } from '../store/contract-file.ts'

/** What a valid contract holds, in numbers. */
export interface ContractSummary {
  readonly service: string
  readonly endpoints: number
  /** Percentile targets over all endpoints. */
  readonly objectives: number
  readonly profiles: number
}

/** Reads and checks the contract; an invalid one throws with all its problems. */
export async function validateContract(path: string): Promise<ContractSummary> {
  const contract = await readContract(path)
  const targets = contract.endpoints.flatMap((endpoint) => {
    const of = latencyTargets(contract, endpoint)
    return (Object.keys(QUANTILES) as (keyof typeof QUANTILES)[]).filter(
      (percentile) => of[`${percentile}Ms`] !== undefined,
    )
  })
  return {
    service: contract.service.name,
    endpoints: contract.endpoints.length,
    objectives: targets.length,
    profiles: Object.keys(contract.profiles).length,
  }
}
