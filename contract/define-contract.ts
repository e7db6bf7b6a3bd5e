import type { ContractInput } from './schema.ts'

/** Types a `plimsoll.contract.ts` as you write it. Checking happens when Plimsoll reads the file. */
export function defineContract(contract: ContractInput): ContractInput {
  return contract
}
