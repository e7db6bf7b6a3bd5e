import { latencyTargets, QUANTILES } from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { msToSeconds } from '../contract/units.ts'
import { type ServiceQueries, serviceQueries } from '../queries/service-queries.ts'
import { allowedShare } from './run-gates.ts'

/** Something a share of production requests must be: good, or fast. */
export interface ProductionObjective {
  readonly sloId: string
  readonly allowed: number
  readonly requests: (window: string) => string
  readonly bad: (window: string) => string
  /** Labels of its recorded series, besides slo_id. */
  readonly labels: Readonly<Record<string, string>>
}

/** P50 is left out: of its tiers only the slowest could fire, after days; run gates watch it. */
const PRODUCTION_PERCENTILES = ['p95', 'p99'] as const

/** What the service says of its own requests; nothing where its dialect has no HTTP histogram. */
export function productionObjectives(contract: Contract): ProductionObjective[] {
  const queries = serviceQueries(contract)
  if (!queries) return []
  return [...availability(contract, queries), ...latencies(contract, queries)]
}

function availability({ budgets }: Contract, queries: ServiceQueries): ProductionObjective[] {
  if (!budgets.availability) return []
  return [
    {
      sloId: 'availability',
      allowed: allowedShare(budgets.availability.objectiveRatio),
      requests: (window) => queries.requests(window),
      bad: (window) => queries.serverErrors(window),
      labels: {},
    },
  ]
}

function latencies(contract: Contract, queries: ServiceQueries): ProductionObjective[] {
  return contract.endpoints.flatMap((endpoint) => {
    const targets = latencyTargets(contract, endpoint)
    return PRODUCTION_PERCENTILES.flatMap((percentile): ProductionObjective[] => {
      const targetMs = targets[`${percentile}Ms`]
      if (targetMs === undefined) return []
      return [
        {
          sloId: `latency-${endpoint.name}-${percentile}`,
          allowed: allowedShare(QUANTILES[percentile]),
          requests: (window) => queries.answered(window, endpoint),
          bad: (window) => queries.slow(window, endpoint, msToSeconds(targetMs)),
          labels: {
            endpoint: endpoint.name,
            quantile: String(QUANTILES[percentile]),
            line_ms: String(targetMs),
          },
        },
      ]
    })
  })
}
