import type { Finding } from '../contract/lint/finding.ts'
import { lintContract } from '../contract/lint/lint-contract.ts'
import { readContract } from '../store/contract-file.ts'

/** What a valid contract says that cannot be true, proved or measured as it stands. */
export async function lintContractFile(path: string): Promise<readonly Finding[]> {
  return lintContract(await readContract(path))
}
