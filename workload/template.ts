/** What a {{variable}} may stand for. */
export type Value = string | number | boolean

/** Values of a journey's variables, by name. */
export type Variables = Record<string, Value>

/** How a value is written where it is put in. */
export type Encoding = 'plain' | 'url' | 'header' | 'json-text' | 'json-value'

/** Text with holes: `texts` has one entry more than `holes`. */
export interface Template {
  readonly texts: readonly string[]
  readonly holes: readonly { readonly variable: string; readonly encoding: Encoding }[]
}

const HOLE = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/

/** Splits text at its {{variables}}; `write` is how the text around them is written. */
export function template(
  text: string,
  encoding: Encoding,
  write: (text: string) => string = (same) => same,
): Template {
  const parts = text.split(HOLE) // text, name, text, name ... text
  return {
    texts: parts.filter((_, i) => i % 2 === 0).map(write),
    holes: parts.filter((_, i) => i % 2 === 1).map((variable) => ({ variable, encoding })),
  }
}

/** JSON whose strings may hold {{variables}}; a string that is nothing but one takes its type: `"{{n}}"` becomes 5. */
export function jsonTemplate(value: unknown): Template {
  if (typeof value === 'string') {
    const whole = template(value, 'json-value')
    const alone = whole.holes.length === 1 && whole.texts.every((text) => text === '')
    if (alone) return whole
    const inside = template(value, 'json-text', (text) => JSON.stringify(text).slice(1, -1))
    return joined([plain('"'), inside, plain('"')])
  }
  if (Array.isArray(value))
    return joined([plain('['), ...separated(value.map(jsonTemplate)), plain(']')])
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) =>
      joined([plain(`${JSON.stringify(key)}:`), jsonTemplate(member)]),
    )
    return joined([plain('{'), ...separated(members), plain('}')])
  }
  return plain(JSON.stringify(value))
}

/** Text without holes. */
export function plain(text: string): Template {
  return { texts: [text], holes: [] }
}

/** One template after the other. */
export function joined(parts: readonly Template[]): Template {
  const texts = ['']
  const holes: Template['holes'][number][] = []
  for (const part of parts) {
    texts[texts.length - 1] += part.texts[0] ?? ''
    texts.push(...part.texts.slice(1))
    holes.push(...part.holes)
  }
  return { texts, holes }
}

function separated(parts: readonly Template[]): Template[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [plain(','), part]))
}

/** The text with its holes filled; undefined when a variable has no value. */
export function filled(source: Template, variables: Variables): string | undefined {
  let text = source.texts[0] ?? ''
  for (let i = 0; i < source.holes.length; i++) {
    const hole = source.holes[i]
    const value = hole && variables[hole.variable]
    if (hole === undefined || value === undefined) return undefined
    text += written(value, hole.encoding) + (source.texts[i + 1] ?? '')
  }
  return text
}

function written(value: Value, encoding: Encoding): string {
  switch (encoding) {
    case 'plain':
      return String(value)
    case 'url':
      return encodeURIComponent(String(value))
    case 'header':
      return String(value).replace(/[\r\n]+/g, ' ') // a line break would start another header
    case 'json-text':
      return JSON.stringify(String(value)).slice(1, -1)
    case 'json-value':
      return JSON.stringify(value)
  }
}
