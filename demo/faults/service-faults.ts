import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { ExternalProvider } from '../external-provider.ts'
import { cacheOffFault } from './cache-off.ts'
import { connectionLeakFault } from './connection-leak.ts'
import { cpuBurnFault } from './cpu-burn.ts'
import { crashFault } from './crash.ts'
import { databaseConnectionsFault } from './database-connections.ts'
import { errorsFault } from './errors.ts'
import { eventLoopBlockFault } from './event-loop-block.ts'
import { externalDownFault } from './external-down.ts'
import type { Fault } from './fault.ts'
import { handleLeakFault } from './handle-leak.ts'
import { hangFault } from './hang.ts'
import { HeapLeak } from './heap-leak.ts'
import { latencyDriftFault, latencyFault } from './latency.ts'
import { logErrorsFault } from './log-errors.ts'
import { memoryFault } from './memory.ts'
import { nPlusOneFault } from './n-plus-one.ts'
import { poolExhaustionFault } from './pool-exhaustion.ts'
import { redisMemoryFault } from './redis-memory.ts'
import { type FaultGate, faultGate } from './request-fault.ts'
import { slowQueryFault } from './slow-query.ts'

/** Every fault of the service, and where the service must ask them. */
export interface ServiceFaults {
  readonly faults: readonly Fault[]
  readonly gate: FaultGate
  readonly cacheForgets: () => boolean
}

/** @param routes filled by the service as it adds them; faults that take a route read it when they are switched on. */
export function serviceFaults(
  deps: {
    readonly databaseUrl: string
    readonly pool: Pool
    readonly redis: Redis
    readonly provider: ExternalProvider
    readonly logger: Logger
    readonly random: () => number
  },
  routes: ReadonlySet<string>,
): ServiceFaults {
  const { databaseUrl, pool, redis, provider, logger, random } = deps
  const aim = { routes, random }
  const heapLeak = new HeapLeak()
  const cacheOff = cacheOffFault(random)
  const perRequest = [
    latencyFault(aim),
    latencyDriftFault(aim),
    hangFault(aim),
    slowQueryFault(pool, aim),
    nPlusOneFault(pool, aim),
    errorsFault(aim),
  ]
  const faults = [
    ...perRequest.map((one) => one.fault),
    heapLeak.fault,
    memoryFault(),
    handleLeakFault(logger),
    cpuBurnFault(logger),
    eventLoopBlockFault(),
    connectionLeakFault(pool, logger),
    poolExhaustionFault(pool),
    databaseConnectionsFault(databaseUrl, logger),
    redisMemoryFault(redis),
    cacheOff.fault,
    logErrorsFault(logger),
    externalDownFault(provider),
    crashFault(redis, logger),
  ]
  const gate = faultGate([heapLeak.strike, ...perRequest.map(({ strike }) => strike)])
  return { faults, gate, cacheForgets: cacheOff.forgets }
}
