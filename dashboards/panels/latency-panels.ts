import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../../contract/latency-target.ts'
import type { Contract } from '../../contract/schema.ts'
import { msToSeconds } from '../../contract/units.ts'
import { routeLatency } from '../../queries/panel-queries.ts'
import { clientLatency } from '../../queries/panel-run-queries.ts'
import { routeLines } from '../../queries/route-lines.ts'
import type { PanelSource } from '../layout.ts'
import { latencyWords, linesWords } from './contract-words.ts'
import { ceilingSteps } from './threshold-lines.ts'
import { timeSeriesPanel } from './time-series-panel.ts'

/** P95 and P99 of every route as the service times it, each against its own two lines: one percentile a panel. */
export function routeLatencyPanels(contract: Contract): PanelSource[] {
  const lines = (['p95', 'p99'] as const).flatMap((percentile) =>
    routeLines(contract, percentile).map((line) => ({ percentile, line })),
  )
  const order = contract.endpoints.map(({ name }) => name)
  const position = (endpoints: readonly string[]): number => order.indexOf(endpoints[0] ?? '')
  lines.sort((a, b) => position(a.line.endpoints) - position(b.line.endpoints))
  return lines.flatMap(({ percentile, line }) => {
    const expr = routeLatency(contract, line)
    if (expr === undefined) return []
    return timeSeriesPanel({
      title: `${percentile.toUpperCase()} ${line.method} ${line.path}`,
      description: [
        `${percentile.toUpperCase()} as the service times it, over all instances.`,
        linesWords(latencyWords(line.warnSeconds), latencyWords(line.failSeconds)),
        line.endpoints.length > 1 ? `Shared by ${line.endpoints.join(', ')}: the tightest.` : '',
      ]
        .filter(Boolean)
        .join(' '),
      unit: 's',
      queries: [{ expr, legend: percentile.toUpperCase() }],
      steps: ceilingSteps({ warn: line.warnSeconds, limit: line.failSeconds }),
      logarithmic: true,
    })
  })
}

/** P50, P95 and P99 of every endpoint as the client times it, each against its own two lines. */
export function clientLatencyPanels(contract: Contract): PanelSource[] {
  return contract.endpoints.flatMap((endpoint) => {
    const targets = latencyTargets(contract, endpoint)
    return (Object.keys(QUANTILES) as Percentile[]).flatMap((percentile) => {
      const targetMs = targets[`${percentile}Ms`]
      if (targetMs === undefined) return []
      const { warnMs, failMs } = latencyLines(endpoint, targetMs)
      const lines = { warn: msToSeconds(warnMs), limit: msToSeconds(failMs) }
      return timeSeriesPanel({
        title: `${percentile.toUpperCase()} ${endpoint.name}`,
        description: `${endpoint.method} ${endpoint.path} as the client times it, from the intended start. ${linesWords(latencyWords(lines.warn), latencyWords(lines.limit))}`,
        unit: 's',
        queries: [
          {
            expr: clientLatency(contract, endpoint.name, QUANTILES[percentile]),
            legend: '{{run}}',
          },
        ],
        steps: ceilingSteps(lines),
        logarithmic: true,
      })
    })
  })
}
