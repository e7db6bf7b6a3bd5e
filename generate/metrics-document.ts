import { ALL_SERIES } from '../series/all-series.ts'
import type { SeriesDefinition } from '../series/series-definition.ts'
import { markdownTable } from './markdown-table.ts'

const SOURCES: Readonly<Record<SeriesDefinition['source'], string>> = {
  'collector/preload': 'The service, by the preload',
  'collector/poller': 'PostgreSQL, Redis and the host, by the poller',
  service: 'The service’s own counters',
  synthetic: 'Load runs',
  server: '`plimsoll serve`',
  'recording rule': 'Recording rules',
  prometheus: 'Prometheus',
}

/** Every series Plimsoll emits or reads, by who writes it. */
export function metricsDocument(header: string): string {
  const parts = Object.entries(SOURCES).flatMap(([source, title]) => {
    const series = ALL_SERIES.filter((one) => one.source === source)
    return series.length === 0 ? [] : [`## ${title}`, '', ...table(series), '']
  })
  const intro =
    'Names are what Prometheus stores; a histogram has `_bucket`, `_sum` and `_count`. Every series also carries `service_name`, `job` and `instance` from its scrape target. Rules, dashboards and verdicts use no other names.'
  return [`<!-- ${header} -->`, '# Metrics', '', intro, '', ...parts].join('\n')
}

function table(series: readonly SeriesDefinition[]): string[] {
  return markdownTable(
    ['series', 'type', 'unit', 'labels', 'meaning'],
    series.map(({ name, type, unit, labels, help }) => {
      const list = labels.map((label) => `\`${label}\``).join(', ')
      return [`\`${name}\``, type, unit, list, help]
    }),
  )
}
