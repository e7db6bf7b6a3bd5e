import type { Contract } from '../contract/schema.ts'
import { countText, durationText, limitText } from '../verdict/quantity-text.ts'
import { resourceLines } from '../verdict/resources.ts'
import { cleanSampleFor } from '../verdict/share-interval.ts'
import { markdownTable } from './markdown-table.ts'

/** Throughput, availability, error budgets, resources, growth, regression and scaling triggers. */
export function limitTargets(contract: Contract): string[] {
  return [
    ...throughput(contract),
    ...availability(contract),
    ...errorBudgets(contract),
    ...resources(contract),
    ...growth(contract),
    ...regression(contract),
    ...triggers(contract),
  ]
}

function throughput({ throughput: promised, profiles }: Contract): string[] {
  const rows = [
    ['the service', promised] as const,
    ...Object.entries(profiles).map(([name, profile]) => [name, profile.throughput] as const),
  ].flatMap(([name, lines]) =>
    lines
      ? [
          [
            name,
            limitText(lines.targetPerSecond, 'per-second'),
            limitText(lines.minPerSecond, 'per-second'),
          ],
        ]
      : [],
  )
  if (rows.length === 0) return []
  const table = markdownTable(['promised by', 'target', 'fails below'], rows)
  return ['## Throughput', '', 'Ok responses a second in the hold.', '', ...table, '']
}

function availability({ budgets }: Contract): string[] {
  if (!budgets.availability) return []
  const { objectiveRatio, windowMs } = budgets.availability
  const bad = limitText(1 - objectiveRatio, 'ratio')
  return [
    '## Availability in production',
    '',
    `${limitText(objectiveRatio, 'ratio')} of requests over ${durationText(windowMs)}: ${bad} may be answered with a 5xx. Burn-rate alerts watch it; runs are judged by the error budgets.`,
    '',
  ]
}

function errorBudgets({ budgets, profiles }: Contract): string[] {
  const entries = [
    ...budgets.errorRatio.map((budget) => ({ budget, where: 'every profile' })),
    ...Object.entries(profiles).flatMap(([where, profile]) =>
      (profile.budgets?.errorRatio ?? []).map((budget) => ({ budget, where })),
    ),
  ]
  if (entries.length === 0) return []
  const rows = entries.map(({ budget, where }) => {
    const { upToUsers, upToRatePerSecond, maxRatio, failRatio = maxRatio } = budget
    const loads = [
      ...(upToUsers === undefined ? [] : [`up to ${countText(upToUsers)} users`]),
      ...(upToRatePerSecond === undefined
        ? []
        : [`up to ${limitText(upToRatePerSecond, 'count')} arrivals a second`]),
    ]
    return [
      where,
      loads.join(' or ') || 'any',
      limitText(maxRatio, 'ratio'),
      limitText(failRatio, 'ratio'),
      countText(cleanSampleFor(maxRatio)),
    ]
  })
  const header = ['profile', 'load', 'target', 'fails beyond', 'clean requests that prove it']
  const words =
    'Share of requests that may be bad: a wrong status, a failed check, a timeout, no connection.'
  return ['## Error budgets', '', words, '', ...markdownTable(header, rows), '']
}

const READINGS = { maximum: 'the maximum', p95: '95 % of samples', p5: '95 % of samples' } as const

function resources({ resources: limits }: Contract): string[] {
  const rows = resourceLines(limits).map(({ title, unit, reading, warn, limit }) => {
    const side = reading === 'p5' ? 'below' : 'beyond'
    const of =
      title === 'Memory' && limits.memory
        ? ` of ${limitText(limits.memory.limitBytes, 'bytes')}`
        : ''
    return [
      title,
      READINGS[reading],
      `${side} ${limitText(warn, unit)}${of}`,
      `${side} ${limitText(limit, unit)}${of}`,
    ]
  })
  if (rows.length === 0) return []
  const table = markdownTable(['resource', 'read as', 'warns', 'fails'], rows)
  return ['## Resource limits', '', ...table, '']
}

function growth({ soak }: Contract): string[] {
  if (!soak) return []
  const { heapRatio, rssRatio, handles, dbConnections, latencyRatio } = soak.growthPer24h
  const rows = [
    ['heap after collection', heapRatio, 'ratio'] as const,
    ['resident memory', rssRatio, 'ratio'] as const,
    ['open handles', handles, 'count'] as const,
    ['DB connections', dbConnections, 'count'] as const,
    ['latency', latencyRatio, 'ratio'] as const,
  ].flatMap(([what, allowed, unit]) =>
    allowed === undefined ? [] : [[what, limitText(allowed, unit)]],
  )
  const fills = soak.warmUps.map(({ name, durationMs }) => `${name} ${durationText(durationMs)}`)
  const table = markdownTable(['what', 'may grow in 24 h by'], rows)
  return [
    '## Growth in a soak',
    '',
    ...table,
    '',
    ...(fills.length === 0 ? [] : [`Known fills that may grow first: ${fills.join(', ')}.`, '']),
  ]
}

function regression({ regression: rule }: Contract): string[] {
  if (!rule) return []
  const slower = limitText(rule.toleranceRatio, 'ratio')
  return ['## Regression', '', `At most ${slower} slower than \`${rule.baseline}\`.`, '']
}

const SIGNALS = {
  'p95-ms': { title: 'P95 latency', unit: 'ms' },
  'rate-per-second': { title: 'Demand', unit: 'per-second' },
  'error-ratio': { title: 'Error ratio', unit: 'ratio' },
  'cpu-ratio': { title: 'CPU', unit: 'ratio' },
} as const

function triggers({ triggers: rules }: Contract): string[] {
  if (rules.length === 0) return []
  const rows = rules.map(({ name, signal, above, forMs }) => {
    const { title, unit } = SIGNALS[signal]
    return [name, `${title} above ${limitText(above, unit)}`, durationText(forMs)]
  })
  return ['## Scaling triggers', '', ...markdownTable(['trigger', 'when', 'for'], rows), '']
}
