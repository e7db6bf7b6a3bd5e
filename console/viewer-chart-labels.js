import { h } from './dom.js'
import { asWritten, measuredText } from './viewer-units.js'

/** @typedef {import('/vendor/uplot.js')} Plot */

/** Least distance between two labels, in pixels. */
const PITCH = 15

/**
 * Direct labels in the right gutter, spread so that none overlap; under the cursor they are the readout.
 * @param {Plot} plot
 * @param {import('./viewer-chart.js').ChartSpec} spec
 * @param {HTMLElement} host
 */
export function placeLabels(plot, spec, host) {
  const ratio = devicePixelRatio
  const top = plot.bbox.top / ratio
  const left = (plot.bbox.left + plot.bbox.width) / ratio + 8
  const height = plot.bbox.height / ratio
  const labels = [...seriesLabels(plot, spec), ...lineLabels(plot, spec)].sort((a, b) => a.y - b.y)
  spread(labels, height)
  for (const old of host.querySelectorAll('.label')) old.remove()
  for (const { node, y } of labels) {
    node.style.transform = `translate(${left}px, ${Math.round(top + y - 8)}px)`
    node.style.maxWidth = `${Math.max(40, host.clientWidth - left)}px`
    host.append(node)
  }
}

/**
 * @param {Plot} plot
 * @param {import('./viewer-chart.js').ChartSpec} spec
 */
function seriesLabels(plot, spec) {
  const hot = (plot.cursor.left ?? -1) >= 0 ? plot.cursor.idx : null
  return spec.series.flatMap((line, i) => {
    /** @type {(number | null | undefined)[]} */
    const column = [...(plot.data[i + 1] ?? [])]
    const last = column.findLast((value) => value != null)
    if (last == null || line.quiet) return []
    const shown = hot == null ? last : (column[hot] ?? null)
    const text = measuredText(shown, spec.unit)
    const alone = spec.series.length === 1
    const node = h('span', { class: 'label' }, alone ? text : `${text} ${line.name}`)
    const broken = !line.dashed && isBroken(shown, spec)
    node.style.color = `var(${broken ? '--fail' : line.color})`
    const y = plot.valToPos(shown ?? last, 'y')
    return Number.isFinite(y) ? [{ node, y }] : []
  })
}

/**
 * @param {number | null} value
 * @param {import('./viewer-chart.js').ChartSpec} spec
 */
function isBroken(value, { lines, floor }) {
  const limit = lines.find(({ kind }) => kind === 'limit')
  if (!limit || value === null) return false
  return floor ? value < limit.at : value > limit.at
}

/**
 * @param {Plot} plot
 * @param {import('./viewer-chart.js').ChartSpec} spec
 */
function lineLabels(plot, spec) {
  return spec.lines.map((line) => ({
    node: h(
      'span',
      { class: `label ${line.kind}` },
      `${line.kind} ${asWritten(line.at, spec.unit)}`,
    ),
    y: plot.valToPos(line.at, 'y'),
  }))
}

/**
 * Pushes neighbours apart, then back into the chart.
 * @param {{ y: number }[]} labels sorted by y
 * @param {number} height
 */
function spread(labels, height) {
  let floor = -4
  for (const label of labels) {
    label.y = Math.max(label.y, floor)
    floor = label.y + PITCH
  }
  let ceiling = height + 4
  for (const label of [...labels].reverse()) {
    label.y = Math.min(label.y, ceiling)
    ceiling = label.y - PITCH
  }
}
