const MATCHER = /\w+(?:=~|!~|!=|=)"(?:[^"\\]|\\.)*"/
const SELECTOR = new RegExp(`\\{((?:${MATCHER.source},?\\s*)+)\\}`, 'g')
/** Characters of an expression that are shown around the place where two differ. */
const SHOWN = 24

/** An expression without what says nothing: space, and the order of a selector's matchers. */
export function comparableQuery(query: string): string {
  return query
    .replaceAll(SELECTOR, (_, matchers: string) => {
      const each = [...matchers.matchAll(new RegExp(MATCHER, 'g'))].map(([matcher]) => matcher)
      return `{${each.sort().join(',')}}`
    })
    .replaceAll(/\s+/g, '')
}

/** `…> 0.3, generated …> 0.25`: the first place where a loaded expression differs from the generated one. */
export function firstDifference(loaded: string, generated: string): string {
  const [a, b] = [comparableQuery(loaded), comparableQuery(generated)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const from = Math.max(0, at - SHOWN / 2)
  const part = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? '…' : ''}`
  return `${part(a)}, generated ${part(b)}`
}
