import type { AlertDrill } from './alert-drill.ts'
import { byFault, type DrillGround } from './demo-drills.ts'

const MINUTE_MS = 60_000

interface GateFault {
  readonly fault: string
  readonly params: Readonly<Record<string, unknown>>
  /** The endpoint whose P95 must show it; without one the errors must. */
  readonly endpoint?: string
}

/** Faults behind the service's answers: no line of their own is needed, its callers notice. */
const GATE_FAULTS: readonly GateFault[] = [
  {
    fault: 'slow-query',
    params: { goals: 15_000, route: '/agents/:agentId/tasks' },
    endpoint: 'tasks',
  },
  {
    fault: 'n-plus-one',
    params: { queriesPerRequest: 1000, route: 'GET /goals' },
    endpoint: 'list-goals',
  },
  { fault: 'latency-drift', params: { msPerMinute: 900 }, endpoint: 'agent-configuration' },
  { fault: 'event-loop-block', params: { ms: 800, everyMs: 1000 }, endpoint: 'list-agents' },
  { fault: 'hang', params: { ratio: 0.1 } },
  { fault: 'connection-leak', params: { connectionsPerSecond: 100 } },
  { fault: 'pool-exhaustion', params: { holdMs: 3000 } },
  { fault: 'external-down', params: { mode: 'refuse' } },
]

/** One drill for each fault that shows in a run's latency or errors. All need a run under way. */
export function runGateDrills({ faults }: DrillGround): AlertDrill[] {
  return GATE_FAULTS.map(({ fault, params, endpoint }) => ({
    alert: endpoint === undefined ? 'RunErrorGate' : 'RunLatencyGate',
    ...(endpoint !== undefined && { labels: { endpoint, quantile: '0.95' } }),
    ...byFault(faults, fault, params),
    deliverWithinMs: 4 * MINUTE_MS,
    resolveWithinMs: 4 * MINUTE_MS,
  }))
}
