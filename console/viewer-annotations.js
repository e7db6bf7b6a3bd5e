import { queryRange, substituted, timesOf } from './viewer-prometheus.js'

/** @typedef {{ at: number, color: string, name: string }} Mark */

/** @type {Record<string, string>} */
const COLORS = { red: '--fail', blue: '--accent' }

/**
 * The token for an annotation's colour in the dashboard JSON.
 * @param {string} iconColor
 */
export const annotationColor = (iconColor) => COLORS[iconColor] ?? '--data-4'

/**
 * Stretches of one value; a gap ends a stretch.
 * @param {readonly (number | null)[]} values
 * @param {readonly number[]} times
 * @param {number} step seconds
 */
export function stretchesOf(values, times, step) {
  /** @type {{ value: number, from: number, to: number }[]} */
  const stretches = []
  values.forEach((value, i) => {
    const time = times[i]
    if (value === null || time === undefined) return
    const last = stretches.at(-1)
    if (last && last.value === value && last.to === time) last.to = time + step
    else stretches.push({ value, from: time, to: time + step })
  })
  return stretches
}

/**
 * Where the annotations of a dashboard begin and end, as marks for every chart.
 * @param {readonly import('./viewer-panel-types.js').Annotation[]} annotations
 * @param {import('./viewer-prometheus.js').Span} span
 * @param {ReadonlyMap<string, string>} variables
 * @param {AbortSignal} signal
 * @returns {Promise<Mark[]>}
 */
export async function annotationMarksIn(annotations, span, variables, signal) {
  const times = timesOf(span)
  const marks = await Promise.all(
    annotations.map(async ({ name, expr, iconColor }) => {
      if (!expr) return []
      const frames = await queryRange(substituted(expr, span, variables), span, signal)
      const color = annotationColor(iconColor)
      return frames
        .flatMap(({ values }) => stretchesOf(values, times, span.step))
        .flatMap(({ from, to }) => [
          { at: from, color, name },
          { at: to, color, name },
        ])
        .filter(({ at }) => at > span.from && at < span.to)
    }),
  )
  return marks.flat()
}
