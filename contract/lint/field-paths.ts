import * as z from 'zod'
import { contractSchema } from '../schema.ts'

/** One field of the contract as the schema knows it. */
export interface FieldPath {
  /** Dotted path as a user writes it; `*` for any name or index. */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly fallback: unknown
}

type JsonSchema = z.core.JSONSchema.JSONSchema

/** Every leaf a contract file may hold, from the schema itself, in its order. */
export function fieldPaths(): FieldPath[] {
  const root = z.toJSONSchema(contractSchema, { io: 'input', unrepresentable: 'any' })
  const found = new Map<string, FieldPath>()
  walk(root as JsonSchema, '', true, found)
  return [...found.values()]
}

function walk(
  schema: JsonSchema,
  path: string,
  required: boolean,
  found: Map<string, FieldPath>,
): void {
  const shapes = structuredBranches(schema)
  if (shapes.length > 0) {
    for (const shape of shapes) walk(shape, path, required, found)
    return
  }
  const children = Object.entries(schema.properties ?? {})
  for (const [key, child] of children) {
    if (typeof child !== 'object') continue
    const below = path === '' ? key : `${path}.${key}`
    walk(child, below, schema.required?.includes(key) ?? false, found)
  }
  const element = elementShape(schema)
  if (element) walk(element, `${path}.*`, required, found)
  if (element || children.length > 0 || found.has(path)) return
  found.set(path, { path, type: typeName(schema), required, fallback: schema.default })
}

const branchesOf = (schema: JsonSchema): JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf ?? []).filter((branch) => typeof branch === 'object')

const structuredBranches = (schema: JsonSchema): JsonSchema[] =>
  branchesOf(schema).filter((branch) => branch.properties ?? branch.items)

/** The shape of a list's items or a record's values, if they have fields of their own. */
function elementShape(schema: JsonSchema): JsonSchema | undefined {
  const element = schema.items ?? schema.additionalProperties
  if (typeof element !== 'object' || Array.isArray(element)) return undefined
  return element.properties || structuredBranches(element).length > 0 ? element : undefined
}

function typeName(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const branches = branchesOf(schema)
  if (branches.length > 0) return [...new Set(branches.map(typeName))].join(' or ')
  if (schema.type === 'array') return 'list'
  if (schema.type === 'object') return 'names and values'
  return String(schema.type ?? 'any')
}
