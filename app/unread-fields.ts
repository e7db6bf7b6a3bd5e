import { lintContract } from '../contract/lint/lint-contract.ts'
import type { Contract } from '../contract/schema.ts'

/** Paths that the contract fills in and nothing reads: no objective may stand on them. */
export function unreadFields(contract: Contract): string[] {
  const findings = lintContract(contract).filter(({ code }) => code === 'NOT_READ_YET')
  return findings.map(({ path }) => path)
}
