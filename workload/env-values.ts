import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'

const PLACE = /\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}/g

/**
 * The contract with `{{env.NAME}}` of its user classes replaced, once, before anything is compiled: a request is no
 * slower for it. Only what sends load may hold the result; records keep the contract with its places empty.
 */
export function withEnvValues(
  contract: Contract,
  values: Readonly<Record<string, string>>,
): Contract {
  requireEnvValues(contract, values)
  const { journeys } = contract
  const fill = (text: string) => text.replace(PLACE, (_, name: string) => values[name] ?? '')
  const userClasses = filledTexts(journeys.userClasses, fill)
  return { ...contract, journeys: { ...journeys, userClasses } }
}

/** Every `{{env.NAME}}` of the journeys has a value, or it is an error that names all that have none. */
export function requireEnvValues(
  { journeys }: Pick<Contract, 'journeys'>,
  values: Readonly<Record<string, string>>,
): void {
  const used = JSON.stringify(journeys.userClasses).matchAll(PLACE)
  const names = new Set([...used].map(([, name = '']) => name))
  const missing = [...names].filter((name) => !Object.hasOwn(values, name)).toSorted()
  if (missing.length === 0) return
  const places = missing.map((name) => `{{env.${name}}}`).join(' and ')
  const flags = missing.map((name) => `--env ${name}=VALUE`).join(' ')
  const it = missing.length === 1 ? 'it' : 'them'
  throw new PlimsollError('USAGE', `the journeys use ${places}, and nothing gives ${it}`, {
    hint: `add ${flags}, or PLIMSOLL_ENV; without =VALUE the environment gives ${it}`,
  })
}

function filledTexts<T>(node: T, fill: (text: string) => string): T
function filledTexts(node: unknown, fill: (text: string) => string): unknown {
  if (typeof node === 'string') return fill(node)
  if (Array.isArray(node)) return node.map((each: unknown) => filledTexts(each, fill))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, filledTexts<unknown>(value, fill)]),
  )
}
