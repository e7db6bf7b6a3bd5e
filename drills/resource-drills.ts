import type { AlertDrill } from './alert-drill.ts'
import { byFault, type DrillGround } from './demo-drills.ts'

const MINUTE_MS = 60_000

/** 280 MB held on top of a demo at rest near 200 MB: beyond 80 % of its 512 MiB. */
export function memoryDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'MemoryHigh',
    labels: { severity: 'critical' },
    ...byFault(faults, 'memory', { megabytes: 280 }),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}

/** 105 connections opened beside the pool: beyond the contract's 100. */
export function databaseConnectionsDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'DatabaseConnectionsHigh',
    labels: { severity: 'critical' },
    ...byFault(faults, 'database-connections', { count: 105 }),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}

/** 1000 MB of keys on top of a few: beyond the contract's 1 GB. */
export function redisMemoryDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'RedisMemoryHigh',
    labels: { severity: 'critical' },
    ...byFault(faults, 'redis-memory', { megabytes: 1000 }),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}

/** Half of each second the main thread answers nobody: beyond the contract's 400 ms. */
export function eventLoopDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'EventLoopDelayHigh',
    labels: { severity: 'critical' },
    ...byFault(faults, 'event-loop-block', { ms: 500, everyMs: 1000 }),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}

/** Two threads that only compute, on the two cores the stack shares with them: beyond the limit at 80 %. */
export function cpuDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'CpuHigh',
    labels: { severity: 'critical' },
    ...byFault(faults, 'cpu-burn', { ratio: 1, threads: 2 }),
    deliverWithinMs: 6 * MINUTE_MS,
    resolveWithinMs: 6 * MINUTE_MS,
  }
}
