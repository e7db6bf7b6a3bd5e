import { alertStates } from '../../queries/panel-queries.ts'
import type { PanelSource } from '../layout.ts'
import { stateTimelinePanel } from './state-timeline-panel.ts'

/** When each alert was pending and firing. A healthy system shows the watchdog alone. */
export function alertTimeline(): PanelSource {
  return stateTimelinePanel({
    title: 'Alerts',
    description: 'Alerts appear once pending. The watchdog’s row proves that rules are evaluated.',
    query: { expr: alertStates(), legend: '{{alertname}}' },
    states: [
      { value: 0, text: 'ok', color: 'green' },
      { value: 1, text: 'pending', color: 'orange' },
      { value: 2, text: 'firing', color: 'red' },
    ],
  })
}
