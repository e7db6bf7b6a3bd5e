/** @import { EndpointNow, LivePoint, Snapshot, Unit } from './api-types.js' */

import { h, put } from './dom.js'
import { limitText, quantityText } from './format.js'
import { liveChart } from './live-chart.js'

/**
 * The three live charts: latency of one endpoint, rate, errors.
 * @returns {{ element: HTMLElement, show: (points: LivePoint[], snapshot: Snapshot, errorLimit: number | null) => void, redraw: () => void }}
 */
export function liveCharts() {
  const latency = liveChart({
    ...formats('ms'),
    log: true,
    lines: [
      { name: 'P50', color: '--p50', ink: '--ink-3' },
      { name: 'P99', color: '--p99', width: 1 },
      { name: 'P95', color: '--p95', width: 2, turns: true },
    ],
  })
  const rate = liveChart({
    ...formats('per-second'),
    lines: [
      { name: 'offered', color: '--quiet', ink: '--ink-3', width: 1.25, step: true },
      { name: 'delivered', color: '--p95', width: 2 },
    ],
  })
  const errors = liveChart({
    ...formats('ratio'),
    floor: 0.01,
    lines: [{ name: 'errors', color: '--p95', width: 1.75, turns: true }],
  })
  const subject = h('span')
  const element = h(
    'div',
    { class: 'grid' },
    panel(h('h2', {}, 'Latency ', subject), latency.element),
    panel(h('h2', {}, 'Rate ', h('span', {}, 'offered and delivered')), rate.element),
    panel(h('h2', {}, 'Errors ', h('span', {}, 'share of requests, last 10 s')), errors.element),
  )
  return {
    element,
    redraw() {
      for (const chart of [latency, rate, errors]) chart.redraw()
    },
    show(points, snapshot, errorLimit) {
      const endpoint = worstEndpoint(snapshot)
      put(subject, endpoint ? `${endpoint.method} ${endpoint.path}, log scale` : 'no requests yet')
      const seconds = points.map((point) => point.elapsedMs / 1000)
      const common = {
        seconds,
        endSeconds: shownSeconds(snapshot),
        phases: snapshot.phases,
      }
      const of = (/** @type {number} */ i) =>
        points.map((point) => point.latencyMs[endpoint?.endpoint ?? '']?.[i] ?? null)
      const limit = endpoint?.p95FailMs ?? null
      latency.show({ ...common, limit, values: [of(0), of(2), of(1)] })
      const offered = points.map((point) => point.offeredPerSecond)
      const delivered = points.map((point) => point.deliveredPerSecond)
      rate.show({ ...common, limit: null, values: [offered, delivered] })
      const ratios = points.map((point) => point.errorRatio)
      errors.show({ ...common, limit: errorLimit, values: [ratios] })
    },
  }
}

/**
 * The endpoint nearest to its line, or over it: what there is to see.
 * @param {Snapshot} snapshot
 * @returns {EndpointNow | undefined}
 */
export function worstEndpoint(snapshot) {
  const share = (/** @type {EndpointNow} */ e) => (e.p95Ms ?? 0) / (e.p95FailMs ?? Number.MAX_VALUE)
  return snapshot.endpoints.toSorted((a, b) => share(b) - share(a))[0]
}

/** @param {...Node} children */
function panel(...children) {
  return h('section', { class: 'panel' }, ...children)
}

/** @param {Unit} unit */
function formats(unit) {
  return {
    tick: (/** @type {number} */ value) => limitText(value, unit),
    value: (/** @type {number} */ value) => quantityText(value, unit),
  }
}

/** Ends of the time axis, seconds: steps, so that it does not crawl. */
const SPANS = [120, 300, 600, 1200, 3600, 7200, 14_400, 28_800, 57_600]

/**
 * How far the time axis reaches: to the plan's end, but in a long run no further than a good part of it is past, or the
 * first hour of a day would be a hair.
 * @param {{ elapsedMs: number, plannedMs: number }} snapshot
 */
function shownSeconds({ elapsedMs, plannedMs }) {
  const planned = plannedMs / 1000
  return Math.min(planned, SPANS.find((span) => span >= elapsedMs / 800) ?? planned)
}
