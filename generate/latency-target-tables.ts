import type { Endpoint, LatencyTargets } from '../contract/endpoints.ts'
import { latencyLines, latencyTargets } from '../contract/latency-target.ts'
import type { Contract } from '../contract/schema.ts'
import { routeOf } from '../queries/service-queries.ts'
import { limitText } from '../verdict/quantity-text.ts'
import { markdownTable } from './markdown-table.ts'

const COLUMNS = [
  { key: 'p50Ms', title: 'P50 (50 % of requests)' },
  { key: 'p95Ms', title: 'P95 (95 %)' },
  { key: 'p99Ms', title: 'P99 (99 %)' },
  { key: 'maxMs', title: 'Max (all)' },
] as const

/** Latency targets by category, by endpoint with both lines, and those a profile puts in their place. */
export function latencyTargetTables(contract: Contract): string[] {
  const titles = COLUMNS.map(({ title }) => title)
  const { categories, endpoints, profiles } = contract
  const own = Object.entries(profiles).filter(([, { latency }]) => latency !== undefined)
  return [
    ...section(
      'Latency by category',
      ['category', ...titles, 'endpoints'],
      Object.entries(categories).map(([name, targets]) => [
        name,
        ...targetCells(targets),
        endpoints
          .filter(({ category }) => category === name)
          .map(({ name: endpoint }) => endpoint)
          .join(', ') || 'none',
      ]),
    ),
    ...section(
      'Latency by endpoint',
      ['endpoint', 'route', ...titles],
      endpoints.map((endpoint) => [
        endpoint.name,
        `\`${endpoint.method} ${routeOf(endpoint)}\``,
        ...lineCells(latencyTargets(contract, endpoint), endpoint),
      ]),
      'So many of the requests must be answered within the first number of a cell. Latency counts from the intended start of a request; a timeout counts at least its timeout.',
    ),
    ...section(
      'Latency that a profile asks of every endpoint instead',
      ['profile', ...titles],
      own.map(([name, { latency }]) => [name, ...targetCells(latency ?? {})]),
    ),
  ]
}

const targetCells = (targets: LatencyTargets): string[] =>
  COLUMNS.map(({ key }) => {
    const targetMs = targets[key]
    return targetMs === undefined ? '–' : limitText(targetMs, 'ms')
  })

const lineCells = (targets: LatencyTargets, endpoint: Endpoint): string[] =>
  COLUMNS.map(({ key }) => {
    const targetMs = targets[key]
    if (targetMs === undefined) return '–'
    const { warnMs, failMs } = latencyLines(endpoint, targetMs)
    const target = limitText(warnMs, 'ms')
    return failMs === warnMs ? target : `${target}, fails beyond ${limitText(failMs, 'ms')}`
  })

function section(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  words?: string,
): string[] {
  if (rows.length === 0) return []
  return [`## ${title}`, '', ...(words ? [words, ''] : []), ...markdownTable(header, rows), '']
}
