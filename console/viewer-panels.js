import { h, mark, svg } from './dom.js'
import { stretchesOf } from './viewer-annotations.js'
import { lastOf, noData, stepsOf, unitOf } from './viewer-field.js'
import { legendOf, timesOf } from './viewer-prometheus.js'
import { contractLines, isFloor, outcomeOf, outcomeOfColor } from './viewer-thresholds.js'
import { timeseries } from './viewer-timeseries.js'
import { asWritten, clock, measuredNodes } from './viewer-units.js'

/**
 * @typedef {import('./viewer-panel-types.js').Panel} Panel
 * @typedef {{ refId: string, name: string, values: (number | null)[] }} Series
 * @typedef {{ span: import('./viewer-prometheus.js').Span, series: Series[] }} Result
 * @typedef {{
 *   notes: () => readonly import('./viewer-chart.js').Note[],
 *   zoom: (from: number, to: number) => void,
 * }} Page
 * @typedef {{ show: (result: Result) => void, redraw: () => void, destroy: () => void }} Drawn
 * @typedef {(panel: Panel, body: HTMLElement, page: Page) => Drawn} Renderer
 */

/** Bars end at 150 % of the limit, which therefore stands at two thirds. */
const BAR_END = 1.5

/** @type {Record<Exclude<import('./viewer-panel-types.js').PanelType, 'row'>, Renderer>} */
export const RENDERERS = {
  stat: (panel, body) => redrawn(body, (result) => stat(panel, result)),
  bargauge: (panel, body) => redrawn(body, (result) => barGauge(panel, result)),
  'state-timeline': (panel, body) => redrawn(body, (result) => stateTimeline(panel, result)),
  timeseries,
}

/**
 * Series of all targets, named by their legend. Prometheus' order is not stable, so they are sorted.
 * @param {Panel} panel
 * @param {{ refId: string, frames: import('./viewer-prometheus.js').Frame[] }[]} answers
 * @returns {Series[]}
 */
export function seriesOf(panel, answers) {
  return answers.flatMap(({ refId, frames }) => {
    const format = panel.targets?.find((target) => target.refId === refId)?.legendFormat ?? refId
    return frames
      .map(({ labels, values }) => ({ refId, name: legendOf(format, labels) || format, values }))
      .filter(({ values }) => values.some((value) => value !== null))
      .sort((a, b) => a.name.localeCompare(b.name))
  })
}

/**
 * A panel that is drawn anew from each result.
 * @param {HTMLElement} body
 * @param {(result: Result) => Node} draw
 * @returns {Drawn}
 */
function redrawn(body, draw) {
  return {
    show: (result) => body.replaceChildren(result.series.length > 0 ? draw(result) : noData()),
    redraw: () => {},
    destroy: () => body.replaceChildren(),
  }
}

/**
 * @param {Panel} panel
 * @param {Result} result
 */
function stat(panel, { series: [first] }) {
  const value = first ? lastOf(first.values) : null
  if (!first || value === null) return noData()
  const steps = stepsOf(panel)
  const outcome = outcomeOf(value, steps)
  const line = contractLines(steps).at(-1)
  const small = h('small')
  if (outcome) small.append(mark(outcome, outcome), ` ${outcome}`)
  if (line) {
    const word = isFloor(steps) ? 'from' : line.kind === 'limit' ? 'limit' : 'line'
    small.append(`, ${word} ${asWritten(line.at, unitOf(panel))}`)
  }
  return h(
    'div',
    { class: 'stat' },
    h(
      'div',
      {},
      h('div', { class: `value o-${outcome ?? 'none'}` }, ...measuredNodes(value, unitOf(panel))),
      small,
    ),
    sparkline(first.values, line?.at),
  )
}

/**
 * @param {(number | null)[]} values
 * @param {number | undefined} line
 */
function sparkline(values, line) {
  const known = values.filter((value) => value !== null)
  const top = Math.max(line ?? 0, ...known, Number.MIN_VALUE) * 1.08
  const y = (/** @type {number} */ value) => (20 * (1 - value / top)).toFixed(1)
  let path = ''
  let drawing = false
  values.forEach((value, i) => {
    const x = ((100 * i) / Math.max(1, values.length - 1)).toFixed(1)
    if (value !== null) path += `${drawing ? 'L' : 'M'}${x} ${y(value)}`
    drawing = value !== null
  })
  const drawn = svg(
    'svg',
    { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d: path, stroke: 'var(--p95)' }),
  )
  if (line) drawn.append(svg('path', { d: `M0 ${y(line)}H100`, stroke: 'var(--contract)' }))
  return drawn
}

/**
 * @param {Panel} panel
 * @param {Result} result
 */
function barGauge(panel, { series }) {
  const bars = h('div', { class: 'bars' })
  for (const target of panel.targets ?? []) {
    const found = series.find(({ refId }) => refId === target.refId)
    const value = found ? lastOf(found.values) : null
    bars.append(...bar(panel, target, value, bars.childElementCount === 0))
  }
  return bars
}

/**
 * @param {Panel} panel
 * @param {import('./viewer-panel-types.js').Target} target
 * @param {number | null} value
 * @param {boolean} first
 */
function bar(panel, target, value, first) {
  const steps = stepsOf(panel, target.refId)
  const outcome = value === null ? undefined : outcomeOf(value, steps)
  const percent = (/** @type {number} */ share) => `${Math.min(100, (100 * share) / BAR_END)}%`
  const fill = h('div', { class: 'fill' })
  fill.style.width = percent(value ?? 0)
  const track = h('div', { class: `track ${outcome ?? ''}` }, fill)
  track.append(h('div', { class: 'line' }))
  for (const line of contractLines(steps).filter(({ kind }) => kind === 'warn')) {
    const warning = h('div', { class: 'warn-line' })
    warning.style.left = percent(line.at)
    track.append(warning)
  }
  if (first) track.append(h('span', { class: 'disc' }, loadLineDisc()))
  const name = h('span', { class: 'name' })
  if (outcome) name.append(mark(outcome, outcome))
  name.append(` ${target.legendFormat ?? target.refId}`)
  const text = value === null ? ['no data'] : measuredNodes(value, unitOf(panel))
  return [name, track, h('span', { class: `value o-${outcome ?? 'none'}` }, ...text)]
}

/**
 * @param {Panel} panel
 * @param {Result} result
 */
function stateTimeline(panel, { span, series }) {
  const names = panel.fieldConfig?.defaults.mappings?.[0]?.options ?? {}
  const times = timesOf(span)
  const width = Math.max(1, span.to - span.from)
  const rows = h('div', { class: 'states' })
  for (const { name, values } of series) {
    const track = h('div', { class: 'track' })
    for (const { value, from, to } of stretchesOf(values, times, span.step)) {
      const state = names[String(value)] ?? { text: String(value), color: 'green' }
      const share = (100 * (Math.min(to, span.to) - from)) / width
      const when = `${state.text} ${clock(from, true)} to ${clock(to, true)}`
      const stretch = h('span', {
        class: `stretch o-${outcomeOfColor(state.color)}`,
        title: when,
      })
      stretch.style.left = `${(100 * (from - span.from)) / width}%`
      stretch.style.width = `${share}%`
      if (share > 4) stretch.append(state.text)
      track.append(stretch)
    }
    rows.append(h('span', { class: 'name', title: name }, name), track)
  }
  const axis = h('div', { class: 'axis' })
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const tick = h('span', {}, clock(span.from + share * width, width < 600))
    tick.style.left = `${100 * share}%`
    axis.append(tick)
  }
  rows.append(h('span'), axis)
  return rows
}

/** The load-line disc. */
function loadLineDisc() {
  const look = { width: 18, height: 18, fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }
  return svg(
    'svg',
    { ...look, viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    svg('circle', { cx: 12, cy: 12, r: 7, fill: 'var(--surface)' }),
    svg('path', { d: 'M1 12h22' }),
  )
}
