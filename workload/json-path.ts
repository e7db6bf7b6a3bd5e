/** A path into JSON such as `items[0].id`, as its keys. */
export type JsonPath = readonly (string | number)[]

const KEY = /([^.[\]]+)|\[(\d+)\]/g

/** Reads `items[0].id` (a leading `$.` is allowed) into its keys. */
export function parseJsonPath(text: string): JsonPath {
  const path = text.replace(/^\$\.?/, '')
  return [...path.matchAll(KEY)].map(([, key, index]) =>
    index === undefined ? (key ?? '') : Number(index),
  )
}

/** What lies at the path, undefined when nothing does. */
export function atJsonPath(value: unknown, path: JsonPath): unknown {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string | number, unknown>)[key]
  }
  return here
}
