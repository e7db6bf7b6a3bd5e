import type { Endpoint } from '../contract/endpoints.ts'
import { latencyLines, latencyTargets } from '../contract/latency-target.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import type { JudgedLoad } from '../verdict/judged-load.ts'
import { clockText, durationText, limitText } from '../verdict/quantity-text.ts'
import {
  areaPath,
  chart,
  type GutterLabel,
  linePath,
  type Place,
  phaseBands,
  sy,
  timeTicks,
} from './chart-frame.ts'
import { logScale } from './chart-scales.ts'
import { escaped } from './html-text.ts'
import { percentilesOverTime, type TimeSeries } from './run-series.ts'

const HEIGHT_PX = 260

/** P50, P95 and P99 of one endpoint over the run, against its P95 line; red where it crosses. */
export function latencyOverTime(record: RunRecord, endpoint: Endpoint, series: TimeSeries): string {
  const points = percentilesOverTime(series, endpoint.name)
  const measured = points.filter(({ count }) => count > 0)
  if (measured.length === 0) return '<p class="note">No request of it was measured.</p>'
  const lines = p95Lines(record, endpoint)
  const values = measured.flatMap(({ p50, p99 }) => [p50, p99])
  const scale = logScale(
    Math.min(...values, lines?.failMs ?? Infinity),
    Math.max(...values, lines?.failMs ?? 0),
  )
  const placesOf = (p: 'p50' | 'p95' | 'p99'): (Place | null)[] =>
    points.map((point, i) => {
      if (point.count === 0) return null
      const x = (series.buckets[i]?.middleMs ?? 0) / series.totalMs
      return { x, y: scale.y(point[p]) }
    })
  const [p50, p95, p99] = [placesOf('p50'), placesOf('p95'), placesOf('p99')]
  const contractY = lines && scale.y(lines.failMs)
  const crossed = lines !== undefined && measured.some((point) => point.p95 > lines.failMs)
  const draw = (places: (Place | null)[], color: string, width: number) =>
    `<path d="${linePath(places)}" stroke="var(--${color})" class="ln" stroke-width="${width}"/>`
  const lastY = (places: (Place | null)[]) => places.findLast((place) => place !== null)?.y ?? 0
  const gutter: GutterLabel[] = [
    { y: lastY(p50), html: 'P50', kind: 'line', color: 'var(--ink-3)' },
    {
      y: lastY(p95),
      html: '<b style="color:inherit">P95</b>',
      kind: 'line',
      color: crossed ? 'var(--fail)' : 'var(--p95)',
    },
    { y: lastY(p99), html: 'P99', kind: 'line', color: 'var(--p99)' },
  ]
  if (lines && contractY !== undefined) {
    gutter.push({
      y: contractY,
      html: `limit ${escaped(limitText(lines.failMs, 'ms'))}`,
      kind: 'contract',
    })
    if (lines.warnMs < lines.failMs)
      gutter.push({ y: scale.y(lines.warnMs), html: 'warn', kind: 'warn' })
  }
  return chart({
    heightPx: HEIGHT_PX,
    rightPx: 104,
    leftPx: 48,
    label: `Latency of ${endpoint.method} ${endpoint.path} over the run: P50, P95 and P99`,
    bands: phaseBands(record.phases, series.totalMs),
    yTicks: scale.ticks,
    xTicks: timeTicks(series.totalMs),
    ...(contractY !== undefined && { contractY }),
    ...(lines && lines.warnMs < lines.failMs && { warnY: scale.y(lines.warnMs) }),
    shapes: [
      draw(p50, 'p50', 1.5),
      draw(p99, 'p99', 1),
      ...(contractY === undefined ? [draw(p95, 'p95', 2)] : twoColoured('lat', p95, contractY)),
    ],
    gutter,
  })
}

/** A line that is data below its limit and red above it, with the excess washed. */
export function twoColoured(
  id: string,
  places: readonly (Place | null)[],
  contractY: number,
  width = 2,
): string[] {
  const [d, y] = [linePath(places), Number(sy(contractY))]
  return [
    `<clipPath id="${id}-over"><rect x="-20" y="-20" width="1040" height="${y + 20}"/></clipPath>`,
    `<clipPath id="${id}-under"><rect x="-20" y="${y}" width="1040" height="${140 - y}"/></clipPath>`,
    `<path clip-path="url(#${id}-over)" d="${areaPath(places, contractY)}" style="fill:var(--over);stroke:none"/>`,
    `<path clip-path="url(#${id}-under)" d="${d}" stroke="var(--p95)" class="ln" stroke-width="${width}"/>`,
    `<path clip-path="url(#${id}-over)" d="${d}" stroke="var(--fail)" class="ln" stroke-width="${width}"/>`,
  ]
}

export function p95Lines(
  record: RunRecord,
  endpoint: Endpoint,
): { warnMs: number; failMs: number } | undefined {
  const profile = record.contract.profiles[record.profile]
  const { p95Ms } = latencyTargets(record.contract, endpoint, profile)
  return p95Ms === undefined ? undefined : latencyLines(endpoint, p95Ms)
}

/** `every 10 s, log scale`, for the captions. */
export function stepText(series: TimeSeries): string {
  return `every ${durationText(series.stepMs)}`
}

/** `1:00 to 5:00` of the judged phases. */
export function judgedSpan(load: JudgedLoad): string {
  const [first, last] = [load.intervals[0], load.intervals.at(-1)]
  if (!first || !last) return ''
  return `${clockText(first.startMs)} to ${clockText(last.startMs + last.durationMs)}`
}
