import { Chart } from './viewer-chart.js'
import { noData, override, stepsOf, unitOf } from './viewer-field.js'
import { timesOf } from './viewer-prometheus.js'
import { contractLines, isFloor } from './viewer-thresholds.js'

/**
 * @typedef {import('./viewer-panel-types.js').Panel} Panel
 * @typedef {import('./viewer-panels.js').Series} Series
 * @typedef {import('./viewer-panels.js').Page} Page
 */

const PERCENTILES = /** @type {Record<string, string>} */ ({
  P50: '--p50',
  P95: '--p95',
  P99: '--p99',
})
const COLORS = ['--p95', '--data-2', '--data-3', '--data-4', '--data-5']

/**
 * A chart over time; a refresh with the same series only brings new data.
 * @type {import('./viewer-panels.js').Renderer}
 */
export function timeseries(panel, body, page) {
  /** @type {Chart | undefined} */
  let chart
  let shape = ''
  const destroy = () => {
    chart?.destroy()
    chart = undefined
  }
  return {
    show: ({ span, series }) => {
      const columns = series.map(({ values }) => values)
      const next = JSON.stringify(
        series.map((line) => [line.refId, line.name, isQuiet(line, series)]),
      )
      if (chart && next === shape) return chart.update(timesOf(span), columns)
      destroy()
      shape = next
      if (series.length === 0) body.replaceChildren(noData())
      else chart = new Chart(body, chartSpec(panel, series, page), timesOf(span), columns)
    },
    redraw: () => chart?.redraw(),
    destroy,
  }
}

/**
 * True for a line that is zero throughout beside one that is not: it takes neither a colour nor a label.
 * @param {Series} line
 * @param {readonly Series[]} all
 */
function isQuiet({ values }, all) {
  const nothing = (/** @type {(number | null)[]} */ of) => of.every((value) => !value)
  return nothing(values) && all.some((other) => !nothing(other.values))
}

/**
 * @param {Panel} panel
 * @param {Series[]} series
 * @param {Page} page
 * @returns {import('./viewer-chart.js').ChartSpec}
 */
function chartSpec(panel, series, page) {
  const steps = stepsOf(panel)
  let next = 0
  return {
    unit: unitOf(panel),
    logarithmic: panel.fieldConfig?.defaults.custom?.scaleDistribution?.type === 'log',
    floor: isFloor(steps),
    lines: contractLines(steps),
    series: series.map((line) => {
      const { refId, name } = line
      const quiet = isQuiet(line, series)
      const dashed = override(panel, refId, 'custom.lineStyle')?.fill === 'dash'
      const color =
        dashed || quiet ? '--quiet' : (PERCENTILES[name] ?? COLORS[next++ % COLORS.length])
      return { name, dashed, quiet, color: color ?? '--p95', width: dashed ? 1 : 1.5 }
    }),
    notes: page.notes,
    zoom: page.zoom,
  }
}
