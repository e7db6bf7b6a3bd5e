import type { Contract } from '../contract/schema.ts'
import { bucketEdges } from '../series/bucket-edges.ts'
import type { Instrumentation } from '../series/instrumentation.ts'
import { METRICS_PORT } from './environment.ts'

/** What the preload in the service's process must know of the contract: routes, names, bucket edges. */
export function instrumentation(contract: Contract): Instrumentation {
  return {
    version: 1,
    serviceName: contract.service.name,
    routes: contract.endpoints.map(({ method, path, name }) => ({ method, path, endpoint: name })),
    bucketEdgesSeconds: bucketEdges(contract).seconds,
    metricsPort: METRICS_PORT,
  }
}
