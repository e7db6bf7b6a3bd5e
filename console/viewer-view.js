/** What a dashboard shows: when, and for which values. It lives in the address, so that a link says it all. */

/** @typedef {{ from: string, to: string }} Range as Grafana writes it: `now-15m`, or milliseconds since the epoch */

const UNIT_SECONDS = /** @type {Record<string, number>} */ ({ s: 1, m: 60, h: 3600, d: 86_400 })

/**
 * Seconds since the epoch of `now`, `now-15m` or epoch milliseconds.
 * @param {string} text
 * @param {number} now seconds since the epoch
 */
export function momentOf(text, now) {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text)
  if (relative) return now - Number(relative[1] ?? 0) * (UNIT_SECONDS[relative[2] ?? 's'] ?? 1)
  const epochMs = Number(text)
  if (!Number.isFinite(epochMs)) throw new Error(`cannot read the time ${text}`)
  return epochMs / 1000
}

/**
 * @typedef {{
 *   from: string | null, to: string | null, refresh: string | null,
 *   variables: Map<string, string[]>,
 * }} View
 */

/**
 * Reads Grafana's own parameters: `from`, `to`, `var-run` (several times), `refresh`.
 * @param {string} search
 * @returns {View}
 */
export function parsedView(search) {
  const parameters = new URLSearchParams(search)
  /** @type {Map<string, string[]>} */
  const variables = new Map()
  for (const name of new Set(parameters.keys())) {
    if (name.startsWith('var-')) variables.set(name.slice(4), parameters.getAll(name))
  }
  return {
    from: parameters.get('from'),
    to: parameters.get('to'),
    refresh: parameters.get('refresh'),
    variables,
  }
}

/**
 * @param {{ range: Range, refresh: string, variables: ReadonlyMap<string, string[]> }} view
 */
export function searchOf({ range, refresh, variables }) {
  const parameters = new URLSearchParams({ from: range.from, to: range.to, refresh })
  for (const [name, values] of variables) {
    for (const value of values) parameters.append(`var-${name}`, value)
  }
  return `?${parameters}`
}

/** The value that stands for all, as Grafana writes it. */
export const ALL = '$__all'

/**
 * A variable's choice as a regular expression inside a PromQL string.
 * @param {import('./viewer-panel-types.js').Variable} variable
 * @param {readonly string[]} chosen
 */
export function patternOf(variable, chosen) {
  if (chosen.length === 0 || chosen.includes(ALL)) return variable.allValue ?? '.+'
  return chosen
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\', '\\\\'))
    .map((value) => value.replaceAll('"', '\\"'))
    .join('|')
}
