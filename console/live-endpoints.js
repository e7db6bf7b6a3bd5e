/** @import { EndpointNow, LivePoint, Outcome, Snapshot } from './api-types.js' */
import { h, mark, svg } from './dom.js'
import { limitText, quantity } from './format.js'

/**
 * The endpoints of the run, the one with the least room first.
 * @param {Snapshot} snapshot
 * @param {LivePoint[]} points
 */
export function endpointTable({ endpoints, windowMs }, points) {
  const share = (/** @type {EndpointNow} */ e) => (e.p95Ms ?? 0) / (e.p95FailMs ?? Number.MAX_VALUE)
  const rows = endpoints.toSorted((a, b) => share(b) - share(a)).map((e) => row(e, points))
  const seconds = Math.round(windowMs / 1000)
  const head = h(
    'tr',
    {},
    h('th', {}, 'Endpoint'),
    ...['Rate', 'P50'].map((name) => h('th', { class: 'n hm' }, name)),
    ...['P95', 'Limit'].map((name) => h('th', { class: 'n' }, name)),
    ...['P99', 'Errors'].map((name) => h('th', { class: 'n hm' }, name)),
    h('th', { class: 'hm' }, 'P95 so far'),
  )
  const note = h('span', {}, `last ${seconds} s, against their P95 limits; errors since the start`)
  const table = h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows))
  return [h('h2', {}, 'Endpoints ', note), table]
}

/**
 * @param {EndpointNow} endpoint
 * @param {LivePoint[]} points
 */
function row(endpoint, points) {
  const { p95Ms, p95FailMs, p95TargetMs } = endpoint
  const outcome = outcomeOf(p95Ms, p95TargetMs, p95FailMs)
  const history = points.map((point) => point.latencyMs[endpoint.endpoint]?.[1] ?? null)
  return h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      mark(outcome),
      ' ',
      h('code', {}, endpoint.method),
      ` ${endpoint.path}`,
    ),
    h('td', { class: 'n hm' }, quantity(endpoint.perSecond, 'per-second')),
    h('td', { class: 'n hm' }, quantity(endpoint.p50Ms, 'ms')),
    h('td', { class: `n ink ${outcome === 'fail' ? 'o-fail' : ''}` }, quantity(p95Ms, 'ms')),
    h('td', { class: 'n' }, p95FailMs === undefined ? '–' : limitText(p95FailMs, 'ms')),
    h('td', { class: 'n hm' }, quantity(endpoint.p99Ms, 'ms')),
    h('td', { class: 'n hm' }, quantity(endpoint.errors, 'count')),
    h('td', { class: 'hm' }, spark(history, p95FailMs ?? null)),
  )
}

/**
 * @param {number | null} value
 * @param {number | undefined} warn
 * @param {number | undefined} fail
 * @returns {Outcome}
 */
function outcomeOf(value, warn, fail) {
  if (value === null || fail === undefined) return 'undecided'
  if (value > fail) return 'fail'
  return warn !== undefined && value > warn ? 'warn' : 'pass'
}

/**
 * A line of 100 x 20 with the contract line; a gap stays a gap.
 * @param {(number | null)[]} values
 * @param {number | null} limit
 */
function spark(values, limit) {
  const top = Math.max(limit ?? 0, ...values.map((v) => v ?? 0)) * 1.1 || 1
  const y = (/** @type {number} */ v) => (20 - (20 * v) / top).toFixed(2)
  let pen = 'M'
  let path = ''
  values.forEach((value, i) => {
    if (value === null) {
      pen = 'M'
      return
    }
    path += `${pen}${((100 * i) / Math.max(1, values.length - 1)).toFixed(2)} ${y(value)}`
    pen = 'L'
  })
  const line = { fill: 'none', 'vector-effect': 'non-scaling-stroke' }
  const parts = [svg('path', { ...line, d: path, stroke: 'var(--p95)', 'stroke-width': 1.25 })]
  if (limit !== null) {
    const d = `M0 ${y(limit)}H100`
    parts.push(svg('path', { ...line, d, stroke: 'var(--contract)', 'stroke-width': 1 }))
  }
  const box = { width: 96, height: 20, viewBox: '0 0 100 20', preserveAspectRatio: 'none' }
  return svg('svg', { ...box, 'aria-hidden': 'true' }, ...parts)
}
