import type { Contract } from '../contract/schema.ts'
import { routeOf } from '../queries/service-queries.ts'
import { bucketEdges } from '../series/bucket-edges.ts'
import type { Instrumentation } from '../series/instrumentation.ts'
import { METRICS_PORT } from './environment.ts'

/** What the preload in the service's process must know of the contract: routes, names, bucket edges. */
export function instrumentation(contract: Contract): Instrumentation {
  return {
    version: 1,
    serviceName: contract.service.name,
    routes: contract.endpoints.map((endpoint) => ({
      method: endpoint.method,
      path: routeOf(endpoint),
      endpoint: endpoint.name,
    })),
    bucketEdgesSeconds: bucketEdges(contract).seconds,
    metricsPort: METRICS_PORT,
  }
}
