import type { Contract } from '../../contract/schema.ts'
import { contractLimits, type LimitKind } from '../../queries/contract-limits.ts'
import type { ContractLines } from './threshold-lines.ts'

/**
 * The contract's two lines of a kind; undefined where it sets none. Where profiles differ, the tightest
 * warn and the widest limit: which one counts depends on the run.
 */
export function contractLines(contract: Contract, kind: LimitKind): ContractLines | undefined {
  const limits = contractLimits(contract).filter((limit) => limit.kind === kind)
  if (limits.length === 0) return undefined
  const values = (severity: string): number[] =>
    limits.filter((limit) => limit.severity === severity).map(({ value }) => value)
  return { warn: Math.min(...values('warning')), limit: Math.max(...values('critical')) }
}
