import { latencyTargets } from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { serviceLatency } from '../queries/panel-queries.ts'
import * as panelQueries from '../queries/panel-run-queries.ts'
import { framedDashboard } from './dashboard-frame.ts'
import type { DashboardJson } from './dashboard-json.ts'
import type { PanelSource } from './layout.ts'
import { contractLines } from './panels/contract-lines.ts'
import { latencyWords, linesWords, ratioWords } from './panels/contract-words.ts'
import { clientLatencyPanels } from './panels/latency-panels.ts'
import { resourcePanels } from './panels/resource-panels.ts'
import { statPanel } from './panels/stat-panel.ts'
import { ceilingSteps, floorSteps, singleStep } from './panels/threshold-lines.ts'
import { timeSeriesPanel } from './panels/time-series-panel.ts'

/** "What did the run do to the service?" for testers: load, what the client saw, what the service felt meanwhile. */
export function loadTestDashboard(contract: Contract): DashboardJson {
  return framedDashboard(contract, {
    uid: DASHBOARD_UIDS.loadTest,
    title: `${contract.service.name}: load test`,
    description: 'One or several runs: the load, the client’s view, and the service meanwhile.',
    byRun: true,
    from: 'now-15m',
    sections: [
      { title: 'Was the load real?', width: 6, height: 3, panels: validityPanels(contract) },
      { title: 'Load', width: 8, height: 7, panels: loadPanels(contract) },
      {
        title: 'Latency by endpoint, as the client sees it',
        width: 8,
        height: 6,
        panels: clientLatencyPanels(contract),
      },
      { title: 'Client and server', width: 12, height: 7, panels: gapPanels(contract) },
      {
        title: 'The service during the run',
        width: 8,
        height: 7,
        panels: resourcePanels(contract, (expr) => panelQueries.whileRunning(contract, expr)),
      },
    ],
  })
}

/** Schedule lag above this makes a run invalid: 10 ms, or 5 % of the tightest target (DESIGN.md section 6). */
function lagLimitSeconds(contract: Contract): number {
  const targetsMs = contract.endpoints
    .map((endpoint) => latencyTargets(contract, endpoint))
    .flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms])
    .filter((targetMs) => targetMs !== undefined)
  const tightestMs = targetsMs.length > 0 ? Math.min(...targetsMs) : 0
  return Math.max(10, tightestMs * 0.05) / 1000
}

function validityPanels(contract: Contract): PanelSource[] {
  const lagLimit = lagLimitSeconds(contract)
  const errors = contractLines(contract, 'error_ratio')
  return [
    statPanel({
      title: 'Delivered of offered',
      description:
        'Requests finished, over those and the arrivals we lost. Under 99 % the run is INVALID.',
      unit: 'percentunit',
      expr: panelQueries.deliveredShare(contract),
      steps: floorSteps({ warn: 0.99, limit: 0.99 }),
    }),
    statPanel({
      title: 'Arrivals the generator lost',
      description: 'In the time range. Lost by us, not by the service.',
      unit: 'short',
      expr: panelQueries.droppedInRange(contract),
      steps: singleStep(1, 'warned'),
      decimals: 0,
    }),
    statPanel({
      title: 'Schedule lag P99',
      description: `How late the pacer woke. Above ${latencyWords(lagLimit)} the run is INVALID.`,
      unit: 's',
      expr: `max(${panelQueries.scheduleLag(contract)})`,
      steps: singleStep(lagLimit, 'broken'),
    }),
    statPanel({
      title: 'Bad requests',
      description: 'Share of requests with any outcome but ok.',
      unit: 'percentunit',
      expr: `max(${panelQueries.clientErrorRatio(contract)})`,
      ...(errors && { steps: ceilingSteps(errors) }),
    }),
  ]
}

function loadPanels(contract: Contract): PanelSource[] {
  const errors = contractLines(contract, 'error_ratio')
  return [
    timeSeriesPanel({
      title: 'Offered and delivered',
      description: 'Arrivals a second the plan asks for (open model), and requests that finished.',
      unit: 'reqps',
      queries: [
        { expr: panelQueries.offeredRate(contract), legend: 'offered {{run}}' },
        { expr: panelQueries.deliveredRate(contract), legend: 'delivered {{run}}' },
      ],
    }),
    timeSeriesPanel({
      title: 'Users',
      description: 'Virtual users active.',
      unit: 'short',
      queries: [{ expr: panelQueries.activeUsers(contract), legend: '{{run}}' }],
    }),
    timeSeriesPanel({
      title: 'Bad requests by outcome',
      description: 'A second, by what came of them.',
      unit: 'reqps',
      queries: [{ expr: panelQueries.badRateByOutcome(contract), legend: '{{outcome}}' }],
    }),
    timeSeriesPanel({
      title: 'Bad request ratio',
      description: `Any outcome but ok.${errors ? ` ${linesWords(ratioWords(errors.warn), ratioWords(errors.limit))} Which of the contract’s load levels counts depends on the load.` : ''}`,
      unit: 'percentunit',
      queries: [{ expr: panelQueries.clientErrorRatio(contract), legend: '{{run}}' }],
      ...(errors && { steps: ceilingSteps(errors) }),
    }),
    timeSeriesPanel({
      title: 'Schedule lag P99',
      description: `How late the pacer woke. Above ${latencyWords(lagLimitSeconds(contract))} the run is INVALID.`,
      unit: 's',
      queries: [{ expr: panelQueries.scheduleLag(contract), legend: '{{run}}' }],
      steps: singleStep(lagLimitSeconds(contract), 'broken'),
    }),
    timeSeriesPanel({
      title: 'Dropped arrivals',
      description: 'Arrivals a second that the generator itself lost.',
      unit: 'reqps',
      queries: [{ expr: panelQueries.droppedRate(contract), legend: '{{run}}' }],
    }),
  ]
}

function gapPanels(contract: Contract): PanelSource[] {
  const server = serviceLatency(contract, 0.95)
  const gap = panelQueries.clientMinusServer(contract, 0.95)
  if (server === undefined || gap === undefined) return []
  return [
    timeSeriesPanel({
      title: 'Client and server P95',
      description:
        'All endpoints. The service times from the request’s head on; the client from the intended start.',
      unit: 's',
      logarithmic: true,
      queries: [
        { expr: panelQueries.runLatency(contract, 0.95), legend: 'client {{run}}' },
        { expr: panelQueries.whileRunning(contract, server), legend: 'server' },
      ],
    }),
    timeSeriesPanel({
      title: 'Client minus server P95',
      description:
        'What the client waits beyond the service’s own time: network, accept queue, and the wait for a connection.',
      unit: 's',
      queries: [{ expr: gap, legend: '{{run}}' }],
    }),
  ]
}
