import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { msToSeconds } from '../contract/units.ts'

/** The two lines of one percentile of one route, in seconds, as the service's own series can be judged. */
export interface RouteLine {
  readonly method: string
  /** The route template without a query: the value of `http_route`. */
  readonly path: string
  readonly quantile: number
  readonly warnSeconds: number
  readonly failSeconds: number
  /** Endpoints of the contract that share the route; the tightest of their lines counts. */
  readonly endpoints: readonly string[]
}

/** Lines of one percentile by route: endpoints that differ only in their query share what the service can see. */
export function routeLines(contract: Contract, percentile: Percentile): RouteLine[] {
  const byRoute = new Map<string, RouteLine>()
  for (const endpoint of contract.endpoints) {
    const targetMs = latencyTargets(contract, endpoint)[`${percentile}Ms`]
    if (targetMs === undefined) continue
    const { warnMs, failMs } = latencyLines(endpoint, targetMs)
    const path = endpoint.path.split('?')[0] ?? endpoint.path
    const key = `${endpoint.method} ${path}`
    const known = byRoute.get(key)
    byRoute.set(key, {
      method: endpoint.method,
      path,
      quantile: QUANTILES[percentile],
      warnSeconds: Math.min(known?.warnSeconds ?? Number.POSITIVE_INFINITY, msToSeconds(warnMs)),
      failSeconds: Math.min(known?.failSeconds ?? Number.POSITIVE_INFINITY, msToSeconds(failMs)),
      endpoints: [...(known?.endpoints ?? []), endpoint.name],
    })
  }
  return [...byRoute.values()]
}
