import type { Contract } from '../schema.ts'
import { FIELD_READERS } from './field-readers.ts'
import type { Finding } from './finding.ts'

/** The fields this contract uses and nothing reads: accepted and ignored promises are false safety. */
export function unreadFields(contract: Contract): Finding[] {
  const byParent = new Map<string, string[]>()
  for (const { field, reader } of FIELD_READERS) {
    if (reader !== null || used(contract, field.split('.'), '').length === 0) continue
    const parent = field.slice(0, field.lastIndexOf('.'))
    const name = field.slice(field.lastIndexOf('.') + 1)
    byParent.set(parent, [...(byParent.get(parent) ?? []), name])
  }
  return [...byParent].map(([path, names]) => ({
    code: 'NOT_READ_YET',
    path,
    message: `nothing reads ${names.join(', ')} yet: no verdict and no alert comes from it`,
    hint: 'keep it as a note, or remove it',
  }))
}

/** Paths below `value` that match the pattern and hold something. Durations are `nameMs` once parsed. */
function used(value: unknown, pattern: readonly string[], path: string): string[] {
  const [key, ...rest] = pattern
  if (key === undefined) return holdsSomething(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  const entries = Object.entries(value)
  const matching = key === '*' ? entries : entries.filter(([k]) => k === key || k === `${key}Ms`)
  return matching.flatMap(([k, child]) => used(child, rest, path === '' ? k : `${path}.${k}`))
}

function holdsSomething(value: unknown): boolean {
  if (value === undefined || value === false) return false
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0
}
