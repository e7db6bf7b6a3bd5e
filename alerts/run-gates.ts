import type { Contract } from '../contract/schema.ts'
import { msToSeconds } from '../contract/units.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import {
  activeRuns,
  runBadRequests,
  runFastRequests,
  runRequests,
  runTimedRequests,
} from '../queries/run-queries.ts'
import { anyOf, selector } from '../queries/selector.ts'
import { RUN } from '../series/run-series.ts'
import type { AlertRule, RecordingRule } from './rule-types.ts'
import { runErrorLines, runLatencyLines } from './run-lines.ts'
import { gateExpression } from './share-gate.ts'

/** The minute carries the proof; the half minute says that it is still so, and lets the alert end soon. */
export const RUN_WINDOWS = { proof: '1m', present: '30s' } as const
/** z of each window, found by simulation (reference/alerting.md section 3). */
export const RUN_GATE_Z = { proof: 4, present: 2 } as const
/** Below this many requests in the minute there is nothing to say about a share. */
export const RUN_LEAST_REQUESTS = 20
/** Two evaluations: one odd scrape raises nothing. */
const HOLD_MS = 10_000

const PER_RUN = 'on (service_name, run)'
const PER_ENDPOINT = 'on (service_name, run, endpoint)'

/** What the run gates read: counts and shares over both windows. */
export function runRecords(contract: Contract): RecordingRule[] {
  const of = { serviceName: contract.service.name }
  return Object.values(RUN_WINDOWS).flatMap((window): RecordingRule[] => [
    { record: RECORDED.runTimedRequests(window), expr: runTimedRequests(of, window) },
    ...slowRatios(contract, window),
    { record: RECORDED.runRequests(window), expr: runRequests(of, window) },
    {
      record: RECORDED.runBadRatio(window),
      expr: `(${runBadRequests(of, window)}) / (${ofService(RECORDED.runRequests(window), contract)} > 0)`,
    },
  ])
}

function slowRatios(contract: Contract, window: string): RecordingRule[] {
  const serviceName = contract.service.name
  return runLatencyLines(contract).map(({ endpoint, quantile, failMs, profiles }) => {
    const fast = runFastRequests({ serviceName, endpoint }, window, msToSeconds(failMs))
    const timed = selector(RECORDED.runTimedRequests(window), {
      service_name: serviceName,
      endpoint,
    })
    const runs = selector(RUN.active.name, { service_name: serviceName, profile: anyOf(profiles) })
    return {
      record: RECORDED.runSlowRatio(window),
      expr: `1 - ${fast} / (${timed} > 0)\nand ${PER_RUN} ${runs}`,
      labels: { endpoint, quantile: String(quantile), line_ms: String(failMs) },
    }
  })
}

const ofService = (name: string, { service }: Contract, extra = {}): string =>
  selector(name, { service_name: service.name, ...extra })

const RUN_DASHBOARD = {
  uid: DASHBOARD_UIDS.loadTest,
  query: 'var-run={{ $labels.run }}',
}

/**
 * Fires while a run is under way and more requests of an endpoint than allowed take longer than its
 * fail line, by more than chance explains. One alert for each percentile; endpoints are its series.
 */
export function runLatencyGates(contract: Contract): AlertRule[] {
  const percentiles = new Map(
    runLatencyLines(contract).map(({ percentile, quantile }) => [percentile, quantile]),
  )
  return [...percentiles].map(([percentile, quantile]) => {
    const over = (window: 'proof' | 'present'): string => {
      const share = ofService(RECORDED.runSlowRatio(RUN_WINDOWS[window]), contract, {
        quantile: String(quantile),
      })
      const requests = ofService(RECORDED.runTimedRequests(RUN_WINDOWS[window]), contract)
      const gate = { allowed: allowedShare(quantile), z: RUN_GATE_Z[window] }
      return `${share} > ${PER_ENDPOINT} group_left () ${gateExpression(gate, requests)}`
    }
    const requests = ofService(RECORDED.runTimedRequests(RUN_WINDOWS.proof), contract)
    return {
      alert: 'RunLatencyGate',
      condition: over('proof'),
      guards: [
        over('present'),
        `${PER_ENDPOINT} ${requests} >= ${RUN_LEAST_REQUESTS}`,
        `${PER_RUN} ${activeRuns(contract.service.name)}`,
      ],
      forMs: HOLD_MS,
      labels: {
        severity: 'critical',
        scope: 'run',
        resource: 'latency',
        quantile: String(quantile),
      },
      annotations: {
        summary: `${percentile.toUpperCase()} of {{ $labels.endpoint }} is over its fail line in run {{ $labels.run }}`,
        description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.endpoint }} took longer than {{ $labels.line_ms }} ms in the last minute; the contract lets ${percent(allowedShare(quantile))} be slower than that.`,
      },
      dashboard: RUN_DASHBOARD,
    }
  })
}

/** Fires while a run is under way and its error ratio is over the fail line, by more than chance explains. */
export function runErrorGates(contract: Contract): AlertRule[] {
  return runErrorLines(contract).map(({ failRatio, profiles }) => {
    const over = (window: 'proof' | 'present'): string => {
      const share = ofService(RECORDED.runBadRatio(RUN_WINDOWS[window]), contract)
      const requests = ofService(RECORDED.runRequests(RUN_WINDOWS[window]), contract)
      const gate = { allowed: failRatio, z: RUN_GATE_Z[window] }
      return `${share} > ${PER_RUN} ${gateExpression(gate, requests)}`
    }
    const requests = ofService(RECORDED.runRequests(RUN_WINDOWS.proof), contract)
    return {
      alert: 'RunErrorGate',
      condition: over('proof'),
      guards: [
        over('present'),
        `${PER_RUN} ${requests} >= ${RUN_LEAST_REQUESTS}`,
        `${PER_RUN} ${activeRuns(contract.service.name, anyOf(profiles))}`,
      ],
      forMs: HOLD_MS,
      labels: {
        severity: 'critical',
        scope: 'run',
        resource: 'errors',
        fail_ratio: String(failRatio),
      },
      annotations: {
        summary: 'Run {{ $labels.run }} has more bad requests than its fail line allows',
        description: `{{ $value | humanizePercentage }} of the requests had an outcome other than ok in the last minute; beyond ${percent(failRatio)} the run fails.`,
      },
      dashboard: RUN_DASHBOARD,
    }
  })
}

/** Share of requests that may lie beyond a percentile: 0.05 for P95, without 0.050000000000000044. */
export function allowedShare(quantile: number): number {
  return Number((1 - quantile).toPrecision(6))
}

/** 0.05 as `5 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`
}
