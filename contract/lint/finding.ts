/** Something a valid contract says that cannot be true, proved or measured as it stands. */
export interface Finding {
  readonly code: FindingCode
  readonly path: string
  readonly message: string
  readonly hint: string
}

/** Every finding the linter knows; docs/contract-lint.md has one heading per code. */
export const FINDINGS = {
  AVERAGE_TARGET: 'a target for the average says nothing about the slow requests',
  BUDGET_ORDER: 'an error budget is tighter at a higher load than at a lower one',
  BUDGET_UNPROVABLE: 'the profile sends too few requests to prove its error ratio',
  EDGES_DROPPED: 'more contract lines than histogram edges: helpful edges were left out',
  ENDPOINT_UNVISITED: 'no journey visits the endpoint, so nothing of it is measured',
  LOAD_NAMED_TWICE: 'two profiles send the same load but are held to different lines',
  LOAD_OVER_CEILING: 'the profile asks for more than safety allows',
  LOAD_WITHOUT_BUDGET: 'the profile judges an error ratio that no budget gives for its load',
  NOT_READ_YET: 'nothing in this version reads the field',
  PERCENTILE_UNPROVABLE: 'the profile sends an endpoint too few requests for its percentile',
  RATES_DISAGREE: 'a profile asks for more throughput than the contract promises',
  SOAK_TOO_SHORT: 'the run is too short to tell the allowed growth from noise',
  TARGETS_DISAGREE: 'two targets for the same endpoint disagree',
  TARGET_MISSING: 'the profile judges a percentile the endpoint has no target for',
  THINK_TIME_SCALING: 'users and throughput grow together because of pauses, not of capacity',
  THROUGHPUT_CAPPED:
    'the offered load or the think time keeps the profile below the throughput target',
} as const satisfies Record<string, string>
export type FindingCode = keyof typeof FINDINGS
