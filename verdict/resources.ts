import type { Resources } from '../contract/limits.ts'
import type { Profile } from '../contract/profiles.ts'
import type { ResourceSeries, RunRecord } from '../measurement/run-record.ts'
import type { JudgedLoad } from './judged-load.ts'
import { notJudged, objective, outcomeOf, sideOf } from './objective.ts'
import { countText } from './quantity-text.ts'
import type { Objective, Unit } from './verdict.ts'

/** How a resource is read off its samples: what it reached, or what 95 % of its samples kept to. */
type Reading = 'maximum' | 'p95' | 'p5'

/** A resource of the contract with its two lines, in the unit of its samples. */
export interface ResourceLines {
  readonly resource: keyof Resources
  readonly title: string
  readonly unit: Unit
  readonly reading: Reading
  readonly warn: number
  readonly limit: number
}

/** Samples that may be missing before the hold counts as unseen: a fifth, as Prometheus drops a scrape now and then. */
const LEAST_COVERAGE = 0.8

/** Fewer samples than this draw no picture of a hold. */
const LEAST_SAMPLES = 3

/** The resource limits a contract holds. Amounts count by their maximum; rates and waits by 95 % of the samples. */
export function resourceLines(resources: Resources): ResourceLines[] {
  const { cpu, memory, dbConnections, dbPoolWait, dbQuery } = resources
  const { redisMemory, cacheHitRatio, eventLoopDelay, networkIo, diskIo } = resources
  const line = (
    resource: keyof Resources,
    title: string,
    unit: Unit,
    reading: Reading,
    [warn, limit]: readonly [number | undefined, number | undefined],
  ): ResourceLines[] =>
    warn === undefined || limit === undefined
      ? []
      : [{ resource, title, unit, reading, warn, limit }]
  return [
    ...line('cpu', 'CPU', 'ratio', 'p95', [cpu?.warnRatio, cpu?.limitRatio]),
    ...line('memory', 'Memory', 'ratio', 'maximum', [memory?.warnRatio, memory?.limitRatio]),
    ...line('dbConnections', 'DB connections', 'count', 'maximum', [
      dbConnections?.warn,
      dbConnections?.limit,
    ]),
    ...line('dbPoolWait', 'DB pool wait P95', 'ms', 'p95', [
      dbPoolWait?.warnMs,
      dbPoolWait?.limitMs,
    ]),
    ...line('dbQuery', 'DB query P95', 'ms', 'p95', [dbQuery?.warnMs, dbQuery?.limitMs]),
    ...line('redisMemory', 'Redis memory', 'bytes', 'maximum', [
      redisMemory?.warnBytes,
      redisMemory?.limitBytes,
    ]),
    ...line('cacheHitRatio', 'Cache hit ratio', 'ratio', 'p5', [
      cacheHitRatio?.warnRatio,
      cacheHitRatio?.limitRatio,
    ]),
    ...line('eventLoopDelay', 'Event-loop delay P99', 'ms', 'p95', [
      eventLoopDelay?.warnMs,
      eventLoopDelay?.limitMs,
    ]),
    ...line('networkIo', 'Network I/O', 'bytes-per-second', 'p95', [
      networkIo?.warnBytesPerSecond,
      networkIo?.limitBytesPerSecond,
    ]),
    ...line('diskIo', 'Disk I/O', 'bytes-per-second', 'p95', [
      diskIo?.warnBytesPerSecond,
      diskIo?.limitBytesPerSecond,
    ]),
  ]
}

/** One objective for every resource limit of the contract. */
export function resourceObjectives(
  record: RunRecord,
  profile: Profile,
  load: JudgedLoad,
): Objective[] {
  return resourceLines(record.contract.resources).map((lines) => {
    const series = record.resources.find(({ resource }) => resource === lines.resource)
    const judged = resourceObjective(lines, series, load)
    if (profile.judges.includes('resources')) return judged
    const reason = `Profile ${record.profile} does not judge resources.`
    return notJudged(judged, reason, 'A profile that judges resources.')
  })
}

function resourceObjective(
  lines: ResourceLines,
  series: ResourceSeries | undefined,
  load: JudgedLoad,
): Objective {
  const direction = lines.reading === 'p5' ? 'at-least' : 'at-most'
  const values = samplesInHold(series, load).map(([, value]) => value)
  const value = readOff(values, lines.reading)
  const inWords = { maximum: 'maximum', p95: '95 % of samples', p5: '95 % of samples' }
  const draft = objective({
    id: `resource.${lines.resource}`,
    kind: 'resources',
    title: lines.title,
    subject: lines.resource,
    scope: inWords[lines.reading],
    field: `resources.${lines.resource}`,
    unit: lines.unit,
    direction,
    warnLine: lines.warn,
    failLine: lines.limit,
    value,
    exact: true,
    samples: values.length,
    sampleUnit: 'samples',
  })
  const settle = 'Samples of it in Prometheus over the whole hold.'
  if (value === null) {
    return {
      ...draft,
      reason: sentence(series?.missing ?? 'Prometheus has no samples of it'),
      settle,
    }
  }
  const outcome = outcomeOf(
    sideOf(value, lines.warn, direction),
    sideOf(value, lines.limit, direction),
  )
  const gap = gapReason(values.length, series, load)
  // What was seen beyond the limit stays seen; what was not seen never passes.
  const seen = outcome === 'fail' && lines.reading === 'maximum'
  if (gap && !seen) return { ...draft, reason: gap, settle }
  return { ...draft, outcome }
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

function samplesInHold(
  series: ResourceSeries | undefined,
  load: JudgedLoad,
): (readonly [number, number])[] {
  const inHold = (atMs: number) =>
    load.intervals.some(
      ({ startMs, durationMs }) => atMs >= startMs && atMs <= startMs + durationMs,
    )
  return (series?.samples ?? []).filter(([atMs, value]) => Number.isFinite(value) && inHold(atMs))
}

function readOff(values: readonly number[], reading: Reading): number | null {
  if (values.length === 0) return null
  const ascending = values.toSorted((a, b) => a - b)
  const ranks = {
    maximum: ascending.length,
    p95: Math.ceil(0.95 * ascending.length),
    p5: Math.floor(0.05 * ascending.length) + 1,
  }
  return ascending[ranks[reading] - 1] ?? null
}

/** Says so when too much of the hold went unseen; the step is the median distance of the samples. */
function gapReason(
  inHold: number,
  series: ResourceSeries | undefined,
  load: JudgedLoad,
): string | undefined {
  if (inHold < LEAST_SAMPLES)
    return `${countText(inHold)} samples are too few to speak for the hold.`
  const times = (series?.samples ?? []).map(([atMs]) => atMs)
  const steps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0))
  const stepMs = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const covered = (inHold * stepMs) / load.durationMs
  if (covered >= LEAST_COVERAGE) return undefined
  return `Only ${Math.round(covered * 100)} % of the hold has samples.`
}
