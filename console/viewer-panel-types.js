/** The panel types this viewer draws; a test keeps them equal to those the dashboards use. */
export const PANEL_TYPES = /** @type {const} */ ([
  'bargauge',
  'row',
  'stat',
  'state-timeline',
  'timeseries',
])

/** @typedef {typeof PANEL_TYPES[number]} PanelType */

/**
 * @param {string} type
 * @returns {type is PanelType}
 */
export function isPanelType(type) {
  return PANEL_TYPES.some((known) => known === type)
}

/**
 * The part of Grafana's dashboard JSON that is drawn here.
 * @typedef {{
 *   uid: string, title: string, refresh: string, time: { from: string, to: string },
 *   templating: { list: Variable[] }, annotations: { list: Annotation[] }, panels: Panel[],
 * }} Dashboard
 * @typedef {{
 *   name: string, type: string, label?: string, query: string, regex?: string, sort?: number,
 *   includeAll?: boolean, allValue?: string, current?: { value?: string | string[] },
 * }} Variable
 * @typedef {{ name: string, enable: boolean, expr?: string, iconColor: string, titleFormat?: string }} Annotation
 * @typedef {{
 *   id: number, type: string, title: string, description?: string,
 *   gridPos: { x: number, y: number, w: number, h: number },
 *   targets?: Target[], fieldConfig?: { defaults: Field, overrides: Override[] },
 * }} Panel
 * @typedef {{ refId: string, expr: string, legendFormat?: string }} Target
 * @typedef {{
 *   unit?: string, thresholds?: { steps: import('./viewer-thresholds.js').Step[] },
 *   mappings?: { options: Record<string, { text: string, color: string }> }[],
 *   custom?: { scaleDistribution?: { type: string } },
 * }} Field
 * @typedef {{
 *   matcher: { id: string, options?: unknown },
 *   properties: { id: string, value?: any }[],
 * }} Override
 */
