import uPlot from '/vendor/uplot.js'
import { h } from './dom.js'
import { clock } from './format.js'
import { color, FONT } from './theme.js'

/**
 * @typedef {object} LineSpec
 * @property {string} name
 * @property {string} color token, such as `--p95`
 * @property {string} [ink] token of its label
 * @property {number} [width]
 * @property {boolean} [step]
 * @property {boolean} [turns] red above the contract line
 *
 * @typedef {object} ChartSpec
 * @property {LineSpec[]} lines
 * @property {(value: number) => string} tick a value as a contract writes it
 * @property {(value: number) => string} value a value as it was measured
 * @property {number | null} [limit] contract line
 * @property {boolean} [log]
 * @property {number} [floor] the least top of the axis
 *
 * @typedef {object} ChartData
 * @property {number[]} seconds since the run's start
 * @property {(number | null)[][]} values one list a line
 * @property {number} endSeconds the run's planned end
 * @property {{ name: string, startMs: number, endMs: number }[]} phases
 * @property {number | null} limit
 */

const HEIGHT = 196
const LABEL_GAP = 15

/**
 * A live chart: bands of phases, the contract line with its disc, direct labels at the right, a line at now.
 * @param {ChartSpec} spec
 * @returns {{ element: HTMLElement, show: (data: ChartData) => void, redraw: () => void }}
 */
export function liveChart(spec) {
  const element = h('div', { class: 'chart' })
  /** @type {ChartData | undefined} */
  let shown
  const labels = h('div', { class: 'labels' })
  const place = (/** @type {uPlot} */ drawn) => {
    if (shown) placeLabels(drawn, spec, shown, labels)
  }
  const empty = spec.lines.map(() => [])
  const plot = new uPlot(
    options(spec, () => shown, place),
    [[], ...empty],
    element,
  )
  element.append(labels)
  const fit = () => plot.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT })
  new ResizeObserver(fit).observe(element)
  return {
    element,
    show(data) {
      shown = data
      plot.setData([data.seconds, ...data.values], true)
    },
    redraw: () => plot.redraw(),
  }
}

/**
 * @param {ChartSpec} spec
 * @param {() => ChartData | undefined} data
 * @param {(plot: uPlot) => void} drawn called after each drawing, when everything has its place
 * @returns {import('/vendor/uplot.js').Options}
 */
function options(spec, data, drawn) {
  const axis = { stroke: () => color('--ink-3'), font: FONT(), grid: { show: false } }
  const noTicks = { show: false }
  return {
    width: 400,
    height: HEIGHT,
    padding: [16, 112, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false } },
    scales: {
      x: { time: false, range: () => [0, data()?.endSeconds ?? 60] },
      y: { distr: spec.log ? 3 : 1, range: (_plot, _low, high) => yRange(spec, data(), high) },
    },
    axes: [
      {
        ...axis,
        ticks: noTicks,
        size: 24,
        space: 60,
        values: (_plot, at) => at.map((s) => clock(s * 1000)),
      },
      {
        ...axis,
        ticks: noTicks,
        size: 62,
        space: 26,
        grid: { stroke: () => color('--hair'), width: 1 },
        values: (_plot, at) => at.map((v) => (v === null ? '' : spec.tick(v))),
        ...(spec.log && { filter: oneTwoFive }),
      },
    ],
    series: [
      {},
      ...spec.lines.map((line) => ({
        stroke: (/** @type {uPlot} */ plot) => strokeOf(plot, line, data()),
        width: line.width ?? 1.5,
        points: { show: false },
        spanGaps: false,
        ...(line.step && stepped && { paths: stepped }),
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawBands(plot, data())],
      draw: [(plot) => drawMarks(plot, data()), drawn],
    },
  }
}

const stepped = uPlot.paths.stepped?.({ align: -1 }) ?? null

/**
 * @param {ChartSpec} spec
 * @param {ChartData | undefined} data
 * @param {number | null} high
 * @returns {[number, number]}
 */
function yRange(spec, data, high) {
  const limit = data?.limit ?? 0
  const top = Math.max(high ?? 0, limit, spec.floor ?? 0) * 1.15 || 1
  if (!spec.log) return [0, top]
  const least = data?.values.flat().filter((v) => v !== null && v > 0) ?? []
  const low = Math.min(limit || top, .../** @type {number[]} */ (least))
  return [low / 1.5, top * 1.1]
}

/** Ticks 1-2-5 of a log axis. @type {import('/vendor/uplot.js').Axis.Filter} */
function oneTwoFive(_plot, splits) {
  return splits.map((v) => {
    const lead = v / 10 ** Math.floor(Math.log10(v) + 1e-9)
    return [1, 2, 5].some((whole) => Math.abs(lead - whole) < 1e-6) ? v : null
  })
}

/**
 * The colour of a line: above the contract line it is red.
 * @param {uPlot} plot
 * @param {LineSpec} line
 * @param {ChartData | undefined} data
 */
function strokeOf(plot, line, data) {
  const { top, height } = plot.bbox
  if (!line.turns || data?.limit === null || data?.limit === undefined || height === 0) {
    return color(line.color)
  }
  const at = (plot.valToPos(data.limit, 'y', true) - top) / height
  if (!(at > 0)) return color(line.color)
  if (at >= 1) return color('--fail')
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height)
  gradient.addColorStop(0, color('--fail'))
  gradient.addColorStop(at, color('--fail'))
  gradient.addColorStop(at, color(line.color))
  gradient.addColorStop(1, color(line.color))
  return gradient
}

/**
 * @param {uPlot} plot
 * @param {ChartData | undefined} data
 */
function drawBands(plot, data) {
  if (!data) return
  const { ctx, bbox } = plot
  ctx.save()
  ctx.font = `${11 * devicePixelRatio}px system-ui`
  data.phases.forEach((phase, i) => {
    const left = Math.max(bbox.left, plot.valToPos(phase.startMs / 1000, 'x', true))
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(phase.endMs / 1000, 'x', true))
    if (right <= left) return // beyond what is shown so far
    if (i % 2 === 1) {
      ctx.fillStyle = color('--band')
      ctx.fillRect(left, bbox.top, right - left, bbox.height)
    }
    ctx.fillStyle = color('--ink-3')
    const width = ctx.measureText(phase.name).width
    if (width < right - left) {
      ctx.fillText(phase.name, (left + right - width) / 2, bbox.top - 5 * devicePixelRatio)
    }
  })
  ctx.restore()
}

/**
 * @param {uPlot} plot
 * @param {ChartData | undefined} data
 */
function drawMarks(plot, data) {
  if (!data) return
  const { ctx, bbox } = plot
  const pixel = devicePixelRatio
  ctx.save()
  const now = data.seconds.at(-1)
  if (now !== undefined && now < data.endSeconds) {
    const x = plot.valToPos(now, 'x', true)
    ctx.strokeStyle = color('--ink-3')
    ctx.lineWidth = pixel
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  if (data.limit !== null) {
    const y = plot.valToPos(data.limit, 'y', true)
    ctx.strokeStyle = color('--contract')
    ctx.lineWidth = 1.5 * pixel
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    ctx.fillStyle = color('--surface')
    ctx.beginPath()
    ctx.arc(bbox.left, y, 4 * pixel, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
  }
  ctx.restore()
}

/**
 * Direct labels in the right gutter, spread so that none overlap.
 * @param {uPlot} plot
 * @param {ChartSpec} spec
 * @param {ChartData} data
 * @param {HTMLElement} holder
 */
function placeLabels(plot, spec, data, holder) {
  /** @type {{ y: number, text: string, token: string, strong: boolean }[]} */
  const wanted = []
  spec.lines.forEach((line, i) => {
    const value = data.values[i]?.findLast((v) => v !== null)
    if (value === null || value === undefined) return
    const over = line.turns && data.limit !== null && value > data.limit
    wanted.push({
      y: plot.valToPos(value, 'y'),
      text: `${line.name} ${spec.value(value)}`,
      token: over ? '--fail' : (line.ink ?? line.color),
      strong: true,
    })
  })
  if (data.limit !== null) {
    const text = `limit ${spec.tick(data.limit)}`
    wanted.push({ y: plot.valToPos(data.limit, 'y'), text, token: '--contract', strong: true })
  }
  wanted.sort((a, b) => a.y - b.y)
  wanted.forEach((label, i) => {
    const above = wanted[i - 1]
    if (above) label.y = Math.max(label.y, above.y + LABEL_GAP)
  })
  const bottom = plot.over.clientHeight
  for (let i = wanted.length - 1; i >= 0; i--) {
    const [label, below] = [wanted[i], wanted[i + 1]]
    if (label) label.y = Math.min(label.y, (below?.y ?? bottom + LABEL_GAP) - LABEL_GAP)
  }
  const left = plot.over.offsetLeft + plot.over.clientWidth + 8
  holder.replaceChildren(
    ...wanted.map(({ y, text, token }) => {
      const label = h('span', { class: 'dl' }, text)
      label.style.transform = `translate(${left}px, ${plot.over.offsetTop + y - 8}px)`
      label.style.color = `var(${token})`
      return label
    }),
  )
}
