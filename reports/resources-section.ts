import type { ResourceSeries, RunRecord } from '../measurement/run-record.ts'
import { limitText } from '../verdict/quantity-text.ts'
import { type ResourceLines, resourceLines } from '../verdict/resources.ts'
import {
  areaPath,
  chart,
  linePath,
  type Place,
  phaseBands,
  sx,
  sy,
  timeTicks,
} from './chart-frame.ts'
import { zeroScale } from './chart-scales.ts'
import { escaped, htmlMeasured, percent, prose } from './html-text.ts'
import { twoColoured } from './latency-charts.ts'

/** A sample this many steps after the one before it stands behind a gap. */
const GAP_STEPS = 1.8

/** Every limited resource over the run against its lines, from the series the verdict read. */
export function resourcesSection(record: RunRecord, totalMs: number): string {
  const lines = resourceLines(record.contract.resources)
  if (lines.length === 0) return ''
  const seriesOf = (resource: string) => record.resources.find((s) => s.resource === resource)
  const charts = lines.map((line) => resourceFigure(record, line, seriesOf(line.resource), totalMs))
  const missing = lines.flatMap(({ resource, title }) => {
    const series = seriesOf(resource)
    if (series && series.samples.length > 0) return []
    return [`${title}: ${series?.missing ?? 'Prometheus has no samples of it.'}`]
  })
  const notes = missing.map((text) => `<p class="note">${prose(text)}</p>`).join('')
  return `<section><h2>Resources <span>from Prometheus, against their limits; a gap is a missing sample</span></h2><div class="three">${charts.join('\n')}</div>${notes}</section>`
}

const ABOUT: Partial<Record<string, (record: RunRecord) => string>> = {
  cpu: ({ contract }) => {
    const cores = contract.resources.cpu?.cores
    return cores === undefined ? '' : `of ${cores} ${cores === 1 ? 'core' : 'cores'}`
  },
  memory: ({ contract }) => {
    const bytes = contract.resources.memory?.limitBytes
    return bytes === undefined ? '' : `of ${limitText(bytes, 'bytes')}`
  },
  dbConnections: () => 'server side',
}

function resourceFigure(
  record: RunRecord,
  lines: ResourceLines,
  series: ResourceSeries | undefined,
  totalMs: number,
): string {
  const { title, resource, unit, warn, limit } = lines
  const samples = series?.samples ?? []
  const about = ABOUT[resource]?.(record) ?? ''
  const caption = `<figcaption><b>${escaped(title)}</b><span>${prose(about)}</span></figcaption>`
  const peak = samples.reduce<readonly [number, number] | undefined>(
    (best, sample) => (best && best[1] >= sample[1] ? best : sample),
    undefined,
  )
  const scale = zeroScale(Math.max(limit, warn, peak?.[1] ?? 0) * 1.02, unit)
  const places = withGaps(samples, totalMs).map((sample) =>
    sample === null ? null : { x: sample[0] / totalMs, y: scale.y(sample[1]) },
  )
  const floor = warn > limit
  const area = `<path d="${areaPath(places, 1)}" style="fill:var(--water);stroke:none"/>`
  const line = floor
    ? [`<path d="${linePath(places)}" stroke="var(--p95)" class="ln" stroke-width="1.5"/>`]
    : twoColoured(`res-${resource}`, places, scale.y(limit), 1.5)
  const drawn = chart({
    heightPx: 96,
    rightPx: 88,
    leftPx: 54,
    label: `${title} over the run`,
    bands: phaseBands(record.phases, totalMs),
    bandNames: false,
    yTicks: scale.ticks,
    xTicks: timeTicks(totalMs, 4),
    contractY: scale.y(limit),
    ...(warn !== limit && { warnY: scale.y(warn) }),
    shapes: [area, ...line, ...peakDot(peak, scale.y, totalMs)],
    gutter: [
      { y: scale.y(limit), html: `limit ${escaped(limitText(limit, unit))}`, kind: 'contract' },
      ...(warn !== limit ? [{ y: scale.y(warn), html: 'warn', kind: 'warn' } as const] : []),
    ],
    notes: peak ? [peakNote(peak, scale.y, totalMs, htmlMeasured(peak[1], unit))] : [],
  })
  return `<figure class="fig sm">${caption}${drawn}</figure>`
}

type Sample = readonly [number, number]

/** Breaks the line where samples are further apart than their usual step. */
function withGaps(samples: readonly Sample[], totalMs: number): (Sample | null)[] {
  const steps = samples.slice(1).map(([atMs], i) => atMs - (samples[i]?.[0] ?? 0))
  const stepMs = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? totalMs
  return samples.flatMap((sample, i) => {
    const apart = i > 0 && sample[0] - (samples[i - 1]?.[0] ?? 0) > GAP_STEPS * stepMs
    return apart ? [null, sample] : [sample]
  })
}

function peakDot(
  peak: Sample | undefined,
  y: (value: number) => number,
  totalMs: number,
): string[] {
  if (!peak) return []
  const at = `${sx(peak[0] / totalMs)} ${sy(y(peak[1]))}`
  return [`<path d="M${at}h0" stroke="var(--p95)" class="dt" stroke-width="5"/>`]
}

function peakNote(
  peak: Sample,
  y: (value: number) => number,
  totalMs: number,
  html: string,
): string {
  const place: Place = { x: peak[0] / totalMs, y: y(peak[1]) }
  const side = place.x > 0.85 ? ' al' : place.x < 0.1 ? ' r' : ''
  return `<span class="nt${side}" style="left:${percent(place.x)};top:${percent(place.y)}">${html}</span>`
}
