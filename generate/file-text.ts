import { stringify } from 'yaml'

/** First line of every generated file whose format has comments; JSON has none, its folder says it. */
export const HEADER = 'DO NOT EDIT: written by `plimsoll generate` from the contract'

/** YAML as Prometheus and Alertmanager read it: keys sorted, long expressions on one line, no anchors. */
export function yamlText(value: object): string {
  const text = stringify(value, {
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  })
  return `# ${HEADER}\n${text}`
}

/** JSON with sorted keys, so that a change of the contract is all that a diff shows. */
export function jsonText(value: object): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, field]) => [key, sorted(field)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
