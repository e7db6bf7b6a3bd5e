import uPlot from '/vendor/uplot.js'
import { color, FONT } from './theme.js'
import { placeLabels } from './viewer-chart-labels.js'
import { annotationMarks, breachedArea, contractLine } from './viewer-chart-marks.js'
import { asWritten, clock } from './viewer-units.js'

/**
 * @typedef {{ name: string, color: string, width: number, dashed: boolean, quiet: boolean }} ChartSeries
 * @typedef {{ at: number, color: string }} Note
 * @typedef {{
 *   unit: string, logarithmic: boolean, floor: boolean,
 *   lines: readonly import('./viewer-thresholds.js').Line[],
 *   series: readonly ChartSeries[],
 *   notes: () => readonly Note[],
 *   zoom: (from: number, to: number) => void,
 * }} ChartSpec
 * @typedef {(number | null)[]} Column
 */

/** Binary steps for bytes, so that ticks read 256 MiB and not 286.1. */
const BYTE_STEPS = Array.from({ length: 40 }, (_, power) => 2 ** power)
const TIME_STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]

/** A chart over time with the contract's lines; all charts of a page share one cursor. */
export class Chart {
  /**
   * @param {HTMLElement} body
   * @param {ChartSpec} spec
   * @param {number[]} times
   * @param {Column[]} columns
   */
  constructor(body, spec, times, columns) {
    this.spec = spec
    this.host = document.createElement('div')
    this.host.className = 'chart'
    body.replaceChildren(this.host)
    const data = /** @type {uPlot.AlignedData} */ ([times, ...columns])
    this.plot = new uPlot(this.#options(times), data, this.host)
    this.resizing = new ResizeObserver(() => this.#fit())
    this.resizing.observe(this.host)
  }

  /**
   * @param {number[]} times
   * @param {Column[]} columns
   */
  update(times, columns) {
    this.times = times
    this.plot.setData(/** @type {uPlot.AlignedData} */ ([times, ...columns]))
  }

  redraw() {
    this.plot.redraw(false)
  }

  destroy() {
    this.resizing.disconnect()
    this.plot.destroy()
    this.host.remove()
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.host
    const moved = Math.abs(width - this.plot.width) > 1 || Math.abs(height - this.plot.height) > 1
    if (width > 0 && height > 0 && moved) this.plot.setSize({ width, height })
  }

  /**
   * @param {number[]} times
   * @returns {uPlot.Options}
   */
  #options(times) {
    this.times = times
    const { spec, host } = this
    const gutter = Math.min(128, Math.max(104, Math.round(host.clientWidth * 0.22)))
    return {
      width: Math.max(160, host.clientWidth),
      height: Math.max(90, host.clientHeight),
      padding: [16, gutter, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 6 },
        drag: { x: true, y: false, setScale: false },
        sync: { key: 'plimsoll' },
      },
      scales: {
        x: { time: false, range: () => [this.times?.[0] ?? 0, this.times?.at(-1) ?? 1] },
        y: { distr: spec.logarithmic ? 3 : 1, range: (_, low, high) => this.#yRange(low, high) },
      },
      axes: [this.#timeAxis(), this.#valueAxis()],
      series: [
        {},
        ...spec.series.map((line) => ({
          label: line.name,
          stroke: (/** @type {uPlot} */ plot) => lineStroke(plot, line, spec),
          width: line.width,
          ...(line.dashed && { dash: [6, 4] }),
          spanGaps: false,
          points: { show: lonelyPoints, size: 4 },
        })),
      ],
      hooks: {
        drawAxes: [(plot) => breachedArea(plot, spec)],
        draw: [
          (plot) => {
            for (const line of spec.lines) contractLine(plot, line)
            annotationMarks(plot, spec.notes())
            placeLabels(plot, spec, host)
          },
        ],
        setCursor: [(plot) => placeLabels(plot, spec, host)],
        setSelect: [(plot) => zoomed(plot, spec)],
      },
    }
  }

  /**
   * Every contract line is in view: the first thing to see is the room left.
   * @param {number | null} low
   * @param {number | null} high
   * @returns {[number, number]}
   */
  #yRange(low, high) {
    const lines = this.spec.lines.map(({ at }) => at)
    if (!this.spec.logarithmic) {
      const top = Math.max(high ?? 0, ...lines)
      return [Math.min(low ?? 0, 0), top > 0 ? top * 1.08 : 1]
    }
    const seen = [low, high, ...lines].filter((value) => value !== null && value > 0)
    if (seen.length === 0) return [0.001, 1]
    return [Math.min(...seen.map(Number)) * 0.7, Math.max(...seen.map(Number)) * 1.5]
  }

  /** @returns {uPlot.Axis} */
  #timeAxis() {
    return {
      ...axisLook(),
      size: 24,
      gap: 6,
      grid: { show: false },
      splits: (plot) => {
        const { min = 0, max = 1 } = plot.scales.x ?? {}
        const most = Math.max(2, Math.floor(plot.width / 90))
        const step = TIME_STEPS.find((s) => (max - min) / s <= most) ?? 86_400
        const first = Math.ceil(min / step) * step
        const count = Math.max(0, Math.floor((max - first) / step) + 1)
        return Array.from({ length: count }, (_, i) => first + i * step)
      },
      values: (_, splits) => {
        const withSeconds = splits.some((at) => at % 60 !== 0)
        return splits.map((at) => clock(at, withSeconds))
      },
    }
  }

  /** @returns {uPlot.Axis} */
  #valueAxis() {
    const { unit, logarithmic } = this.spec
    return {
      ...axisLook(),
      size: 56,
      gap: 8,
      space: 26,
      grid: { stroke: () => color('--hair'), width: 1 },
      ...(unit === 'bytes' && { incrs: BYTE_STEPS }),
      ...(unit === 'short' && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] }),
      ...(logarithmic && {
        splits: (/** @type {uPlot} */ plot) => logTicks(plot),
        filter: (/** @type {uPlot} */ _plot, /** @type {number[]} */ ticks) => ticks,
      }),
      values: (_, ticks) => ticks.map((tick) => asWritten(tick, unit)),
    }
  }
}

/** @returns {uPlot.Axis} */
function axisLook() {
  return { stroke: () => color('--ink-3'), font: FONT(), ticks: { show: false } }
}

/**
 * 1-2-5 where there is room, powers of ten where there is not.
 * @param {uPlot} plot
 */
function logTicks(plot) {
  const { min, max } = plot.scales.y ?? {}
  if (!min || !max) return []
  const room = plot.bbox.height / devicePixelRatio / Math.log10(max / min)
  const mantissas = room > 84 ? [1, 2, 5] : room > 50 ? [1, 3] : [1]
  const first = Math.floor(Math.log10(min))
  const decades = Array.from(
    { length: Math.ceil(Math.log10(max)) - first + 1 },
    (_, i) => first + i,
  )
  return decades
    .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
    .filter((tick) => tick >= min && tick <= max)
}

/**
 * A sample between two gaps would not be seen as a line.
 * @param {uPlot} plot
 * @param {number} index
 */
function lonelyPoints(plot, index) {
  const column = plot.data[index] ?? []
  return [...column].every(
    (value, i) => value == null || (column[i - 1] == null && column[i + 1] == null),
  )
}

/**
 * The line's colour, turning to the colour of failure where it crosses the limit.
 * @param {uPlot} plot
 * @param {ChartSeries} line
 * @param {ChartSpec} spec
 */
function lineStroke(plot, line, spec) {
  const limit = spec.lines.find(({ kind }) => kind === 'limit')
  if (!limit || line.dashed) return color(line.color)
  const { top, height } = plot.bbox
  if (!(height > 0)) return color(line.color)
  const turn = (plot.valToPos(limit.at, 'y', true) - top) / height
  if (!Number.isFinite(turn)) return color(line.color)
  const at = Math.min(1, Math.max(0, turn))
  const [above, below] = spec.floor ? [line.color, '--fail'] : ['--fail', line.color]
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height)
  gradient.addColorStop(0, color(above))
  gradient.addColorStop(at, color(above))
  gradient.addColorStop(at, color(below))
  gradient.addColorStop(1, color(below))
  return gradient
}

/**
 * @param {uPlot} plot
 * @param {ChartSpec} spec
 */
function zoomed(plot, spec) {
  const { left, width } = plot.select
  if (width <= 8) return
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  spec.zoom(from, to)
}
