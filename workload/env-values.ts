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
  const { journeys } = contract
  const value = (name: string): string => {
    const given = Object.hasOwn(values, name) ? values[name] : undefined
    if (given !== undefined) return given
    throw new PlimsollError('USAGE', `the journeys use {{env.${name}}}, and nothing gives it`, {
      hint: `add --env ${name}=VALUE, or --env ${name} to take it from the environment`,
    })
  }
  const fill = (text: string) => text.replace(PLACE, (_, name: string) => value(name))
  const userClasses = filledTexts(journeys.userClasses, fill)
  return { ...contract, journeys: { ...journeys, userClasses } }
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
