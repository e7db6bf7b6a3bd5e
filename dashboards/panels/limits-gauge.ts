import type { Contract } from '../../contract/schema.ts'
import type { LimitKind } from '../../queries/contract-limits.ts'
import * as panelQueries from '../../queries/panel-resource-queries.ts'
import type { PanelSource } from '../layout.ts'
import { type Bar, barGaugePanel } from './bar-gauge-panel.ts'
import { contractLines } from './contract-lines.ts'
import { ceilingSteps, singleStep } from './threshold-lines.ts'

/** Every limited resource as a share of its own limit: many units, one axis, one line. */
export function limitsGauge(contract: Contract): PanelSource {
  const heapLimit = panelQueries.heapLimitBytes(contract)
  const heapRatio = heapLimit && `${panelQueries.heapUsedBytes(contract)} / ${heapLimit}`
  const bar = (legend: string, kind: LimitKind, expr: string | undefined): Bar[] => {
    const lines = contractLines(contract, kind)
    if (!lines || !expr) return []
    const steps = ceilingSteps({ warn: lines.warn / lines.limit, limit: 1 })
    return [{ legend, expr: `max(${expr}) / ${lines.limit}`, steps }]
  }
  return barGaugePanel({
    title: 'Resources against their limits',
    description: 'The worst instance as a share of its limit: 100 % is the line.',
    bars: [
      ...bar('CPU', 'cpu_ratio', panelQueries.panelCpuRatio(contract)),
      ...bar('Memory', 'memory_bytes', panelQueries.residentBytes(contract)),
      ...shareBar('Heap of V8’s limit', heapRatio),
      ...bar(
        'Event-loop delay P99',
        'event_loop_delay_seconds',
        panelQueries.panelEventLoopDelay(contract),
      ),
      ...shareBar('DB pool in use', panelQueries.poolUseRatio(contract)),
      ...bar('DB pool wait P95', 'db_pool_wait_seconds', panelQueries.panelPoolWait(contract)),
      ...bar('DB connections', 'db_connections', panelQueries.databaseBackends(contract)),
      ...bar('Redis memory', 'redis_memory_bytes', panelQueries.redisBytes(contract)),
    ],
  })
}

/** A bar whose limit the running system knows, not the contract. */
function shareBar(legend: string, ratio: string | undefined): Bar[] {
  return ratio ? [{ legend, expr: `max(${ratio})`, steps: singleStep(1, 'broken') }] : []
}
