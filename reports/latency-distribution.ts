import type { Endpoint } from '../contract/endpoints.ts'
import {
  latencyLines,
  latencyTargets,
  type Percentile,
  QUANTILES,
} from '../contract/latency-target.ts'
import type { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { type JudgedLoad, phaseNames } from '../verdict/judged-load.ts'
import { mergedLatency } from '../verdict/merged-latency.ts'
import { chart, linePath, type Place, sx, sy } from './chart-frame.ts'
import { logScale, type Scale } from './chart-scales.ts'
import { escaped, htmlLimit, percent } from './html-text.ts'

/** x of a quantile on the scale of nines: each equal step is ten times rarer. */
const nines = (quantile: number): number => -Math.log10(1 - quantile)
const FIRST = nines(0.5)
const COLORS = ['p95', 'data-2', 'data-3', 'data-4', 'data-5'] as const
const POINTS = 60

/** Fewer requests draw a shape that chance made. */
const LEAST_REQUESTS = 20

interface Curve {
  readonly name: string
  readonly color: string
  readonly latency: LatencyHistogram
}

interface Step {
  readonly p: Percentile
  readonly failMs: number
}

/** The axes of a distribution: quantile to x, milliseconds to y. */
interface Axes {
  readonly end: number
  readonly scale: Scale
}

/** The distribution of one endpoint at each load level; the contract is a staircase. */
export function latencyDistribution(
  record: RunRecord,
  endpoint: Endpoint,
  loads: readonly JudgedLoad[],
): string {
  const curves = loads
    .map((load, i) => ({
      name: phaseNames(load.phases),
      color: `var(--${COLORS[i % COLORS.length]})`,
      latency: mergedLatency(load.intervals, endpoint.name),
    }))
    .filter(({ latency }) => latency.count >= LEAST_REQUESTS)
  if (curves.length === 0) return '<p class="note">Too few requests for a distribution.</p>'
  const steps = contractSteps(record, endpoint)
  const axes = axesOf(curves, steps)
  const xOf = (quantile: number) => (nines(quantile) - FIRST) / (axes.end - FIRST)
  const corners = steps.map(({ p, failMs }) => ({ x: xOf(QUANTILES[p]), y: axes.scale.y(failMs) }))
  return chart({
    heightPx: 260,
    rightPx: 92,
    leftPx: 48,
    label: `Latency distribution of ${endpoint.method} ${endpoint.path} on a log scale of nines`,
    bands: [],
    yTicks: axes.scale.ticks,
    xTicks: [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]
      .filter((quantile) => nines(quantile) <= axes.end)
      .map((q) => ({ at: xOf(q), html: `P${Number((q * 100).toPrecision(6))}`, minor: q === 0.9 })),
    shapes: [
      `<path d="${linePath(stairs(corners))}" stroke="var(--contract)" class="ln" stroke-width="1.5"/>`,
      ...curves.map((curve) => curvePath(curve, axes)),
      ...curves.flatMap(({ latency }) => overDots(latency, steps, axes, xOf)),
    ],
    gutter: curves.map(({ name, color, latency }) => {
      const y = axes.scale.y(latency.maxUs / 1000)
      return { y, html: escaped(name), kind: 'line', color }
    }),
    notes: steps.map(({ p, failMs }, i) => {
      const at = corners[i] ?? { x: 0, y: 0 }
      const text = `${p.toUpperCase()} ${htmlLimit(failMs, 'ms')}`
      return `<span class="nt l" style="left:${percent(at.x)};top:${percent(at.y - 0.05)}">${text}</span>`
    }),
  })
}

function contractSteps(record: RunRecord, endpoint: Endpoint): Step[] {
  const targets = latencyTargets(
    record.contract,
    endpoint,
    record.contract.profiles[record.profile],
  )
  return (['p50', 'p95', 'p99'] as const).flatMap((p) => {
    const targetMs = targets[`${p}Ms`]
    return targetMs === undefined ? [] : [{ p, failMs: latencyLines(endpoint, targetMs).failMs }]
  })
}

function axesOf(curves: readonly Curve[], steps: readonly Step[]): Axes {
  const largest = Math.max(...curves.map(({ latency }) => latency.count))
  const values = [
    ...curves.flatMap(({ latency }) => [latency.quantile(0.5) / 1000, latency.maxUs / 1000]),
    ...steps.map(({ failMs }) => failMs),
  ]
  return {
    end: Math.max(nines(0.995), nines(1 - 1 / largest)),
    scale: logScale(Math.min(...values), Math.max(...values)),
  }
}

/** Up to the quantile that a single request stands for: beyond it there is nothing to draw. */
function curvePath({ latency, color }: Curve, { end, scale }: Axes): string {
  const last = nines(1 - 1 / latency.count)
  const places = Array.from({ length: POINTS }, (_, k) => {
    const n = FIRST + ((last - FIRST) * k) / (POINTS - 1)
    return { x: (n - FIRST) / (end - FIRST), y: scale.y(latency.quantile(1 - 10 ** -n) / 1000) }
  })
  return `<path d="${linePath(places)}" stroke="${color}" class="ln" stroke-width="1.75"/>`
}

function overDots(
  latency: LatencyHistogram,
  steps: readonly Step[],
  { scale }: Axes,
  xOf: (quantile: number) => number,
): string[] {
  return steps.flatMap(({ p, failMs }) => {
    const ms = latency.quantile(QUANTILES[p]) / 1000
    if (ms <= failMs) return []
    const at = `${sx(xOf(QUANTILES[p]))} ${sy(scale.y(ms))}`
    return [`<path d="M${at}h0" stroke="var(--fail)" class="dt" stroke-width="8"/>`]
  })
}

/** From each promise to the next: flat up to its quantile, then up. */
function stairs(corners: readonly Place[]): Place[] {
  const [first] = corners
  if (!first) return []
  const path: Place[] = [{ x: 0, y: first.y }]
  corners.forEach((corner, i) => {
    path.push(corner, { x: corner.x, y: corners[i + 1]?.y ?? 0 })
  })
  return path
}
