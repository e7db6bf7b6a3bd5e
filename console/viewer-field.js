import { h } from './dom.js'

/** @typedef {import('./viewer-panel-types.js').Panel} Panel */

/**
 * What stands where a chart would be.
 * @param {string} [text]
 */
export const noData = (text = 'no data') => h('p', { class: 'note' }, text)

/**
 * Grafana's unit id of a panel.
 * @param {Panel} panel
 */
export const unitOf = (panel) => panel.fieldConfig?.defaults.unit ?? 'short'

/**
 * Threshold steps of a query: its own override, else the panel's.
 * @param {Panel} panel
 * @param {string} [refId]
 * @returns {readonly import('./viewer-thresholds.js').Step[]}
 */
export function stepsOf(panel, refId) {
  const own = override(panel, refId, 'thresholds')
  return own?.steps ?? panel.fieldConfig?.defaults.thresholds?.steps ?? []
}

/**
 * What a panel says of one query's series alone.
 * @param {Panel} panel
 * @param {string | undefined} refId
 * @param {string} property
 */
export function override(panel, refId, property) {
  return panel.fieldConfig?.overrides
    .find(({ matcher }) => matcher.id === 'byFrameRefID' && matcher.options === refId)
    ?.properties.find(({ id }) => id === property)?.value
}

/**
 * The newest value there is.
 * @param {(number | null)[]} values
 */
export const lastOf = (values) => values.findLast((value) => value !== null) ?? null
