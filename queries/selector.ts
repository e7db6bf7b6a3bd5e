/** How a label is matched: a plain string is equality. */
export type Match =
  | string
  | { readonly re: string }
  | { readonly not: string }
  | { readonly notRe: string }
export type Matchers = Readonly<Record<string, Match | undefined>>

/** A PromQL vector selector: `up{job="service"}`. Matchers that are undefined are left out. */
export function selector(name: string, matchers: Matchers = {}): string {
  const parts = Object.entries(matchers)
    .filter((entry): entry is [string, Match] => entry[1] !== undefined)
    .map(([label, match]) => label + matcherText(match))
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`
}

function matcherText(match: Match): string {
  if (typeof match === 'string') return `=${quoted(match)}`
  if ('re' in match) return `=~${quoted(match.re)}`
  if ('not' in match) return `!=${quoted(match.not)}`
  return `!~${quoted(match.notRe)}`
}

/** A PromQL string; backslashes of regular expressions are doubled, as its lexer wants them. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** Matches any of these words exactly, whatever regular-expression signs they hold. */
export function anyOf(words: readonly string[]): Match {
  const [only, ...more] = words
  if (only !== undefined && more.length === 0) return only
  return { re: words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|') }
}

/**
 * Matches the histogram bucket that ends at this edge. Prometheus 3 stores `le="1.0"` where 2.x
 * stores what the exporter wrote, `le="1"`: whole numbers have to match both.
 *
 * @param seconds an edge of `bucketEdges(contract)`
 */
export function leMatcher(seconds: number): Match {
  return Number.isInteger(seconds) ? { re: `${seconds}|${seconds}\\.0` } : String(seconds)
}
