import { latencyLines, latencyTargets } from '../contract/latency-target.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import type { EndpointSnapshot, RunSnapshot } from '../measurement/run-snapshot.ts'
import { type LoadPlan, levelAt, phaseAt } from '../workload/load-plan.ts'
import type { LiveCounts, LiveNumber } from './live-counts.ts'
import type { EndpointWindow, Window } from './live-window.ts'

/** What a live view is made of. */
export interface SnapshotInput {
  readonly runId: string
  readonly contract: Contract
  readonly profileName: string
  readonly profile: Profile
  readonly plan: LoadPlan
  readonly state: RunSnapshot['state']
  readonly elapsedMs: number
  readonly workers: readonly LiveCounts[]
  readonly scheduleLagP99Ms: number
  readonly window: Window
}

/** The run as terminal, console and API show it. */
export function runSnapshot(input: SnapshotInput): RunSnapshot {
  const { contract, plan, profile, window, workers, state } = input
  const sum = (name: LiveNumber): number =>
    workers.reduce((total, worker) => total + worker.get(name), 0)
  const perSecond = (count: number): number =>
    window.windowMs > 0 ? (count * 1000) / window.windowMs : 0
  const requests = total(window.endpoints, (endpoint) => endpoint.requests)
  const errors = total(window.endpoints, (endpoint) => endpoint.errors)
  const running = state === 'running'
  const phase = phaseAt(plan, input.elapsedMs)
  const level = running ? levelAt(plan, input.elapsedMs) : 0
  return {
    runId: input.runId,
    profile: input.profileName,
    service: contract.service.name,
    state,
    elapsedMs: Math.round(input.elapsedMs),
    plannedMs: plan.durationMs,
    phase: phase?.name ?? '',
    phases: plan.phases.map(({ level: _, ...shown }) => shown),
    model: plan.model,
    level,
    ...(phase?.byHand && { byHand: phase.byHand }),
    users: sum('users'),
    offeredPerSecond: plan.model === 'closed' ? perSecond(window.sent) : level,
    deliveredPerSecond: perSecond(window.delivered),
    inFlight: sum('inFlight'),
    connections: sum('connections'),
    requests: total(window.endpoints, (endpoint) => endpoint.totalRequests),
    errors: total(window.endpoints, (endpoint) => endpoint.totalErrors),
    errorRatio: requests > 0 ? errors / requests : 0,
    scheduleLagP99Ms: input.scheduleLagP99Ms,
    windowMs: Math.round(window.windowMs),
    endpoints: contract.endpoints.flatMap((endpoint, i) => {
      const own = window.endpoints[i]
      if (own === undefined) return []
      const p95Ms = latencyTargets(contract, endpoint, profile).p95Ms
      const lines = p95Ms === undefined ? undefined : latencyLines(endpoint, p95Ms)
      return [
        {
          ...endpointSnapshot(own, perSecond),
          endpoint: endpoint.name,
          method: endpoint.method,
          path: endpoint.path,
          ...(lines && { p95TargetMs: lines.warnMs, p95FailMs: lines.failMs }),
        },
      ]
    }),
  }
}

function endpointSnapshot(
  window: EndpointWindow,
  perSecond: (count: number) => number,
): Omit<EndpointSnapshot, 'endpoint' | 'method' | 'path'> {
  return {
    perSecond: perSecond(window.requests),
    p50Ms: window.quantileMs(0.5),
    p95Ms: window.quantileMs(0.95),
    p99Ms: window.quantileMs(0.99),
    windowRequests: window.requests,
    windowErrors: window.errors,
    requests: window.totalRequests,
    errors: window.totalErrors,
  }
}

function total(
  endpoints: readonly EndpointWindow[],
  read: (endpoint: EndpointWindow) => number,
): number {
  return endpoints.reduce((sum, endpoint) => sum + read(endpoint), 0)
}
