import type { Resources } from '../contract/limits.ts'
import type { Contract } from '../contract/schema.ts'
import {
  cacheHitRatio,
  cpuRatio,
  dbConnections,
  dbOperationSeconds,
  diskBytesPerSecond,
  eventLoopDelaySeconds,
  memoryRatio,
  networkBytesPerSecond,
  poolWaitSeconds,
  redisMemoryBytes,
} from '../queries/resource-queries.ts'

/** How to read one resource from Prometheus in the unit of its limit. */
export interface ResourceExpression {
  readonly resource: keyof Resources
  /** Undefined where the service's dialect has no such series. */
  readonly query: string | undefined
  /** Of several series (instances, pools) the worst counts at each moment. */
  readonly worst: 'highest' | 'lowest'
}

/** Six scrapes of 5 s, as the run gates use. */
const WINDOW = '30s'
const P95 = 0.95

/** One expression for every resource limit of the contract. */
export function resourceExpressions(contract: Contract): ResourceExpression[] {
  const inMs = (seconds: string) => `1000 * (${seconds})`
  const expressions: Record<keyof Resources, string | undefined> = {
    cpu: cpuRatio(contract, WINDOW),
    memory: memoryRatio(contract),
    dbConnections: dbConnections(contract),
    dbPoolWait: inMs(poolWaitSeconds(contract, P95, WINDOW)),
    dbQuery: inMs(dbOperationSeconds(contract, 'postgresql', P95, WINDOW)),
    redisMemory: redisMemoryBytes(contract),
    cacheHitRatio: cacheHitRatio(contract, WINDOW),
    eventLoopDelay: inMs(eventLoopDelaySeconds(contract)),
    networkIo: networkBytesPerSecond(contract, WINDOW),
    diskIo: diskBytesPerSecond(contract, WINDOW),
  }
  return (Object.keys(expressions) as (keyof Resources)[])
    .filter((resource) => contract.resources[resource] !== undefined)
    .map((resource) => ({
      resource,
      query: expressions[resource],
      worst: resource === 'cacheHitRatio' ? 'lowest' : 'highest',
    }))
}
