import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import * as panelQueries from '../queries/panel-queries.ts'
import { routeLines } from '../queries/route-lines.ts'
import { framedDashboard } from './dashboard-frame.ts'
import type { DashboardJson } from './dashboard-json.ts'
import type { PanelSource } from './layout.ts'
import { alertTimeline } from './panels/alert-timeline.ts'
import { ratioWords } from './panels/contract-words.ts'
import { routeLatencyPanels } from './panels/latency-panels.ts'
import { limitsGauge } from './panels/limits-gauge.ts'
import { resourcePanels } from './panels/resource-panels.ts'
import { type StatSpec, statPanel } from './panels/stat-panel.ts'
import { singleStep } from './panels/threshold-lines.ts'
import { timeSeriesPanel } from './panels/time-series-panel.ts'

/** "Is the contract held?" for everyone: the verdict first, its evidence below. */
export function overviewDashboard(contract: Contract): DashboardJson {
  return framedDashboard(contract, {
    uid: DASHBOARD_UIDS.overview,
    title: `${contract.service.name}: is the contract held?`,
    description: `Every line drawn here is the performance contract of ${contract.service.name}.`,
    byRun: false,
    from: 'now-1h',
    sections: [
      { title: 'Verdict', width: 6, height: 3, panels: verdictPanels(contract) },
      { title: 'Alerts', width: 24, height: 5, panels: [alertTimeline()] },
      { title: 'Against the limits', width: 12, height: 9, panels: limitPanels(contract) },
      { title: 'Endpoints', width: 6, height: 6, panels: routeLatencyPanels(contract) },
      {
        title: 'Saturation',
        width: 8,
        height: 7,
        panels: resourcePanels(contract, (expr) => expr),
      },
    ],
  })
}

function verdictPanels(contract: Contract): PanelSource[] {
  const lines = [...routeLines(contract, 'p95'), ...routeLines(contract, 'p99')]
  const { availability } = contract.budgets
  const allowed = availability && Number((1 - availability.objectiveRatio).toPrecision(6))
  return [
    ...statPanels({
      title: 'Latency limits broken',
      description: `How many of ${lines.length} P95 and P99 lines are over their limit now.`,
      unit: 'short',
      expr: panelQueries.crossedLines(contract, lines, 'failSeconds'),
      steps: singleStep(1, 'broken'),
    }),
    ...statPanels({
      title: 'Latency warnings',
      description: `How many of ${lines.length} P95 and P99 lines are over their warn line now.`,
      unit: 'short',
      expr: panelQueries.crossedLines(contract, lines, 'warnSeconds'),
      steps: singleStep(1, 'warned'),
    }),
    ...statPanels({
      title: 'Worst latency of its limit',
      description: 'The route and percentile nearest to, or furthest over, its own limit.',
      unit: 'percentunit',
      expr: panelQueries.worstLatencyRatio(contract, lines),
      steps: singleStep(1, 'broken'),
    }),
    ...statPanels({
      title: 'Alerts firing',
      description: 'Alerts firing now, the watchdog left out.',
      unit: 'short',
      expr: panelQueries.firingAlertCount(),
      steps: singleStep(1, 'broken'),
    }),
    ...statPanels({
      title: 'Server error ratio',
      description: allowed
        ? `Requests answered with 5xx. Contract: ${ratioWords(allowed)} over its window.`
        : 'Requests answered with 5xx.',
      unit: 'percentunit',
      expr: panelQueries.serverErrorRatio(contract),
      ...(allowed && { steps: singleStep(allowed, 'broken') }),
    }),
    ...statPanels({
      title: 'Error budget burn',
      description: `How many times faster than allowed, over ${panelQueries.BURN_WINDOW}; 1 uses the budget up exactly at the end of its window.`,
      unit: 'short',
      expr: allowed === undefined ? undefined : panelQueries.availabilityBurn(contract, allowed),
      steps: singleStep(1, 'warned'),
    }),
    ...statPanels({
      title: 'Requests',
      description: 'Requests a second the service answers.',
      unit: 'reqps',
      expr: panelQueries.servedRate(contract),
    }),
    ...statPanels({
      title: 'Targets down',
      description: 'Scrape targets that do not answer. What cannot be seen cannot be judged.',
      unit: 'short',
      expr: panelQueries.targetsDown(contract),
      steps: singleStep(1, 'broken'),
    }),
  ]
}

/** One number, or none where the service's dialect lacks the signal. */
function statPanels({
  expr,
  ...spec
}: Omit<StatSpec, 'expr'> & { readonly expr: string | undefined }): PanelSource[] {
  return expr === undefined ? [] : [statPanel({ ...spec, expr })]
}

function limitPanels(contract: Contract): PanelSource[] {
  const quantiles = [0.5, 0.95, 0.99].flatMap((quantile) => {
    const expr = panelQueries.serviceLatency(contract, quantile)
    return expr === undefined ? [] : [{ expr, legend: `P${quantile * 100}` }]
  })
  const shape = timeSeriesPanel({
    title: 'Latency of the whole service',
    description: 'All routes together, as the service times them: the shape, not the verdict.',
    unit: 's',
    logarithmic: true,
    queries: quantiles,
  })
  return quantiles.length === 0 ? [limitsGauge(contract)] : [limitsGauge(contract), shape]
}
