import type { Contract } from '../contract/schema.ts'
import { contractLimits } from '../queries/contract-limits.ts'
import { PUBLISHED } from '../series/run-series.ts'
import type { RecordingRule } from './rule-types.ts'

/** Every line of the contract as a series: an alert's threshold never depends on a Plimsoll process. */
export function limitRecords(contract: Contract): RecordingRule[] {
  return contractLimits(contract).map(({ value, ...labels }) => ({
    record: PUBLISHED.limit.name,
    expr: `vector(${value})`,
    labels: { service_name: contract.service.name, ...labels },
  }))
}
