import type * as z from 'zod'
import { crossProblems } from './cross-problems.ts'
import { PlimsollError } from './errors.ts'
import type { Problem } from './problem.ts'
import { type Contract, contractSchema } from './schema.ts'

/** Parses untrusted input. Reports every problem at once; `source` is the file named in the message. */
export function parseContract(input: unknown, source: string): Contract {
  const result = contractSchema.safeParse(input, { reportInput: true })
  const problems = result.success ? [] : schemaProblems(result.error.issues, input)
  const found = [...problems, ...crossProblems(result.success ? result.data : input)]
  if (found.length === 0 && result.success) return result.data
  const lines = found.map(({ path, message }) => `  ${path}: ${message}`)
  const head = `${source} has ${lines.length === 1 ? 'a problem' : `${lines.length} problems`}:`
  throw new PlimsollError('CONTRACT_INVALID', [head, ...lines].join('\n'), {
    hint: 'docs/contract-reference.md lists every field with its unit; `plimsoll validate` checks again',
  })
}

function schemaProblems(issues: readonly z.core.$ZodIssue[], root: unknown): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return schemaProblems(nearest(issue.errors), root).map((problem) => ({
        path: joined(pathOf(issue.path, root), problem.path),
        message: problem.message,
      }))
    }
    if (issue.code === 'unrecognized_keys') {
      const message = `unknown field: ${issue.keys.join(', ')}`
      return [{ path: pathOf(issue.path, root), message }]
    }
    const nested = issue.code === 'invalid_key' ? issue.issues : []
    const text = nested[0]?.message ?? issue.message
    return [{ path: pathOf(issue.path, root), message: `${text}${got(issue)}` }]
  })
}

/** Of a union's branches, the one with the fewest complaints is what the user meant. */
function nearest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const weight = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 : 1), 0)
  return [...branches].sort((a, b) => weight(a) - weight(b))[0] ?? []
}

function got(issue: z.core.$ZodIssue): string {
  if (/, got |^want (this|p50|at least)/.test(issue.message)) return ''
  const { input } = issue
  if (input === undefined || typeof input === 'object' || typeof input === 'function') return ''
  return `, got ${JSON.stringify(input)}`
}

const joined = (a: string, b: string): string => (a === 'root' ? b : b === 'root' ? a : `${a}.${b}`)

/** `endpoints.2.latency` reads better as `endpoints.2 (list-agents).latency`. */
function pathOf(path: readonly PropertyKey[], root: unknown): string {
  if (path.length === 0) return 'root'
  const parts: string[] = []
  let at: unknown = root
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
    const label = typeof key === 'number' ? nameOf(at) : undefined
    parts.push(label === undefined ? String(key) : `${String(key)} (${label})`)
  }
  return parts.join('.')
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const label: unknown = Reflect.get(value, 'name') ?? Reflect.get(value, 'phase')
  return typeof label === 'string' ? label : undefined
}
