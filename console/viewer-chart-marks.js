import { color } from './theme.js'

/** @typedef {import('/vendor/uplot.js')} Plot */

/**
 * Tints the side of the limit where the contract is broken.
 * @param {Plot} plot
 * @param {import('./viewer-chart.js').ChartSpec} spec
 */
export function breachedArea(plot, { lines, floor }) {
  const limit = lines.find(({ kind }) => kind === 'limit')
  if (!limit) return
  const { left, top, width, height } = plot.bbox
  const y = Math.min(top + height, Math.max(top, plot.valToPos(limit.at, 'y', true)))
  plot.ctx.save()
  plot.ctx.globalAlpha = 0.65
  plot.ctx.fillStyle = color('--over')
  if (floor) plot.ctx.fillRect(left, y, width, top + height - y)
  else plot.ctx.fillRect(left, top, width, y - top)
  plot.ctx.restore()
}

/**
 * The limit solid with the load-line disc at its left end, the warning dotted.
 * @param {Plot} plot
 * @param {import('./viewer-thresholds.js').Line} line
 */
export function contractLine(plot, line) {
  const { ctx, bbox } = plot
  const y = Math.round(plot.valToPos(line.at, 'y', true))
  if (!Number.isFinite(y) || y < bbox.top - 2 || y > bbox.top + bbox.height + 2) return
  const ratio = devicePixelRatio
  const warn = line.kind === 'warn'
  ctx.save()
  ctx.strokeStyle = color('--contract')
  ctx.globalAlpha = warn ? 0.6 : 1
  ctx.lineWidth = (warn ? 1 : 1.5) * ratio
  ctx.setLineDash(warn ? [2 * ratio, 4 * ratio] : [])
  stroke(ctx, bbox.left, y, bbox.left + bbox.width, y)
  if (!warn) {
    ctx.fillStyle = color('--surface')
    ctx.beginPath()
    ctx.arc(bbox.left, y, 4.5 * ratio, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
    stroke(ctx, bbox.left - 8 * ratio, y, bbox.left + 8 * ratio, y)
  }
  ctx.restore()
}

/**
 * A triangle above and a dotted line for each annotation.
 * @param {Plot} plot
 * @param {readonly import('./viewer-chart.js').Note[]} notes
 */
export function annotationMarks(plot, notes) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  for (const note of notes) {
    const x = Math.round(plot.valToPos(note.at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.save()
    ctx.strokeStyle = color(note.color)
    ctx.fillStyle = color(note.color)
    ctx.lineWidth = ratio
    ctx.setLineDash([ratio, 3 * ratio])
    stroke(ctx, x, bbox.top, x, bbox.top + bbox.height)
    ctx.beginPath()
    ctx.moveTo(x - 4 * ratio, bbox.top - 6 * ratio)
    ctx.lineTo(x + 4 * ratio, bbox.top - 6 * ratio)
    ctx.lineTo(x, bbox.top)
    ctx.fill()
    ctx.restore()
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function stroke(ctx, x0, y0, x1, y1) {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}
