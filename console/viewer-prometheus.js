/** @typedef {{ from: number, to: number, step: number, scrape: number }} Span seconds since the epoch, seconds */
/** @typedef {Readonly<Record<string, string>>} Labels */
/** @typedef {{ labels: Labels, values: (number | null)[] }} Frame values stand at `timesOf(span)` */

/** Points a chart asks for at most: more than its pixels helps nobody. */
const MAX_POINTS = 240
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600]

/**
 * A time range on whole steps, so that a refresh asks for the same instants again.
 * @param {number} from seconds since the epoch
 * @param {number} to
 * @param {number} scrape seconds between two scrapes
 * @returns {Span}
 */
export function spanOf(from, to, scrape) {
  const step = STEPS.find((s) => s >= scrape && (to - from) / s <= MAX_POINTS) ?? 86_400
  return { from: Math.floor(from / step) * step, to: Math.floor(to / step) * step, step, scrape }
}

/**
 * @param {Span} span
 * @returns {number[]}
 */
export function timesOf({ from, to, step }) {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
}

/**
 * Fills in Grafana's macros and variables; longer names first.
 * @param {string} expr
 * @param {Span} span
 * @param {ReadonlyMap<string, string>} variables name -> regular expression
 */
export function substituted(expr, span, variables) {
  const rate = Math.max(span.step + span.scrape, 4 * span.scrape)
  let text = expr
    .replaceAll('$__rate_interval', () => `${rate}s`)
    .replaceAll('$__range', () => `${Math.max(span.to - span.from, 1)}s`)
  const names = [...variables.keys()].sort((a, b) => b.length - a.length)
  for (const name of names) text = text.replaceAll(`$${name}`, () => variables.get(name) ?? '.+')
  return text
}

/**
 * @param {string} expr
 * @param {Span} span
 * @param {AbortSignal} signal
 * @returns {Promise<Frame[]>}
 */
export async function queryRange(expr, span, signal) {
  const { from, to, step } = span
  const series = await ask('query_range', { query: expr, start: from, end: to, step }, signal)
  return series.map(({ metric, values }) => {
    const points = Array(Math.round((to - from) / step) + 1).fill(null)
    for (const [time, text] of values ?? []) {
      const value = Number(text)
      points[Math.round((time - from) / step)] = Number.isFinite(value) ? value : null
    }
    return { labels: metric, values: points }
  })
}

/**
 * The values of a query variable, in its order. Grafana's two forms: `label_values(selector, label)`, and
 * `query_result(expression)` with a regular expression that picks from each series' text.
 * @param {import('./viewer-panel-types.js').Variable} variable
 * @param {Span} span
 * @param {ReadonlyMap<string, string>} variables
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
export async function variableValues({ query, regex, sort }, span, variables, signal) {
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? []
  const [, expression] = /^query_result\((.+)\)$/.exec(query) ?? []
  if (selector && label) {
    const range = `last_over_time(${selector}[$__range])`
    const expr = substituted(`group by (${label}) (${range})`, span, variables)
    const series = await ask('query', { query: expr, time: span.to }, signal)
    const values = series.map(({ metric }) => metric[label] ?? '').filter(Boolean)
    return values.sort((a, b) => (sort === 2 ? b.localeCompare(a) : a.localeCompare(b)))
  }
  if (!expression) throw new Error(`cannot read the variable query ${query}`)
  const expr = substituted(expression, span, variables)
  const series = await ask('query', { query: expr, time: span.to }, signal)
  const pick = new RegExp((regex ?? '/(.*)/').replaceAll(/^\/|\/$/g, ''))
  return series.flatMap(({ metric }) => pick.exec(seriesText(metric))?.[1] ?? [])
}

/** @param {Labels} labels */
function seriesText(labels) {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return `{${parts.join(',')}}`
}

/**
 * Seconds between scrapes, as Prometheus shows them: the fastest target counts. Grafana is told, we can only look.
 * @param {AbortSignal} signal
 */
export async function scrapeSeconds(signal) {
  const series = await ask('query', { query: 'max(count_over_time(up[1m]))' }, signal)
  const samples = Number(series[0]?.value?.[1])
  if (!(samples > 0)) return 15
  return STEPS.find((step) => step >= 0.9 * (60 / samples)) ?? 60
}

/**
 * @typedef {{ metric: Labels, values?: [number, string][], value?: [number, string] }} Answer
 * @param {'query' | 'query_range'} path
 * @param {Record<string, string | number>} parameters
 * @param {AbortSignal} signal
 * @returns {Promise<Answer[]>}
 */
async function ask(path, parameters, signal) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) search.set(name, String(value))
  const response = await fetch(`/api/prometheus/${path}?${search}`, { signal })
  const body = await response.json().catch(() => ({}))
  if (!response.ok || body.status !== 'success') {
    const message = body.error?.message ?? body.error ?? `HTTP ${response.status}`
    throw new Error(`Prometheus did not answer: ${message}`)
  }
  return body.data.result
}

/**
 * Grafana's legend template: `used {{instance}}`.
 * @param {string} format
 * @param {Labels} labels
 */
export function legendOf(format, labels) {
  return format.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => labels[name] ?? '').trim()
}
