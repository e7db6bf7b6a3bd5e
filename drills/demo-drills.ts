import type { OwnedStack } from '../stack/owned-stack.ts'
import type { AlertDrill } from './alert-drill.ts'
import type { DemoFaults } from './demo-faults.ts'

const MINUTE_MS = 60_000

/** What the drills of the demo's contract act on. */
export interface DrillGround {
  readonly faults: DemoFaults
  readonly stack: Pick<OwnedStack, 'stopComponent' | 'startComponent'>
}

/** A fault of the demo's admin API as the two halves of a drill. */
export function byFault(
  faults: DemoFaults,
  fault: string,
  params: Readonly<Record<string, unknown>>,
): Pick<AlertDrill, 'fault' | 'inject' | 'restore'> {
  const words = Object.entries(params).map(([name, value]) => `${name} ${value}`)
  return {
    fault: `${fault}: ${words.join(', ')}`,
    inject: () => faults.switchOn(fault, params),
    restore: () => faults.switchOff(fault),
  }
}

/** Every answer of the API 1 s late: beyond all P95 fail lines but the external call's. Needs a run under way. */
export function runLatencyDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'RunLatencyGate',
    labels: { endpoint: 'list-agents', quantile: '0.95' },
    ...byFault(faults, 'latency', { ms: 1000 }),
    deliverWithinMs: 2 * MINUTE_MS,
    resolveWithinMs: 2 * MINUTE_MS,
  }
}

/** The same slowness as production sees it. The long window must still be short of healthy history. */
export function latencyBurnDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'LatencyBudgetBurn',
    labels: { burn_tier: 'fast', endpoint: 'list-agents', quantile: '0.95' },
    ...byFault(faults, 'latency', { ms: 1500 }),
    deliverWithinMs: 6 * MINUTE_MS,
    resolveWithinMs: 8 * MINUTE_MS,
  }
}

/** A third of the answers are errors: far beyond every error budget of a run. Needs a run under way. */
export function runErrorDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'RunErrorGate',
    ...byFault(faults, 'errors', { ratio: 0.3 }),
    deliverWithinMs: 2 * MINUTE_MS,
    resolveWithinMs: 2 * MINUTE_MS,
  }
}

/** Half of the answers are errors, against 0.1 % allowed over 30 days. */
export function availabilityBurnDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'AvailabilityBudgetBurn',
    labels: { burn_tier: 'fast' },
    ...byFault(faults, 'errors', { ratio: 0.5 }),
    deliverWithinMs: 6 * MINUTE_MS,
    resolveWithinMs: 8 * MINUTE_MS,
  }
}

/** At 40 MB a minute a heap of 384 MiB is full in nine minutes. */
export function heapGrowthDrill({ faults }: DrillGround): AlertDrill {
  return {
    alert: 'HeapGrowth',
    labels: { horizon: 'minutes' },
    ...byFault(faults, 'heap-leak', { megabytesPerMinute: 40 }),
    deliverWithinMs: 8 * MINUTE_MS,
    resolveWithinMs: 8 * MINUTE_MS,
  }
}

/** The service is stopped and started again. */
export function targetDownDrill({ stack }: DrillGround): AlertDrill {
  return {
    alert: 'TargetDown',
    labels: { job: 'service' },
    fault: 'the demo is stopped',
    inject: () => stack.stopComponent('demo'),
    restore: () => stack.startComponent('demo'),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}

/** The process ends by itself with exit code 1, and is started again. */
export function crashDrill({ faults, stack }: DrillGround): AlertDrill {
  return {
    alert: 'TargetDown',
    labels: { job: 'service' },
    fault: 'crash: exitCode 1',
    inject: () => faults.switchOn('crash', { exitCode: 1 }),
    restore: () => stack.startComponent('demo'),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }
}
