import type { Extraction } from '../contract/journeys.ts'
import { atJsonPath, parseJsonPath } from './json-path.ts'
import { bodyJson, headerValue, type Received } from './received.ts'
import type { Value, Variables } from './template.ts'

/** Finds the value of one variable in an answer. */
interface Extractor {
  readonly variable: string
  readonly where: string
  readonly find: (received: Received) => Value | undefined
}

export interface CompiledExtraction {
  readonly needsBody: boolean
  readonly extractors: readonly Extractor[]
}

/** The extractions of a step, ready to be asked for every answer. */
export function compiledExtraction(extract: Record<string, Extraction> = {}): CompiledExtraction {
  const entries = Object.entries(extract)
  return {
    needsBody: entries.some(([, extraction]) => !('header' in extraction)),
    extractors: entries.map(([variable, extraction]) => ({ variable, ...finder(extraction) })),
  }
}

/** Puts what the answer holds into the variables; says in words what it does not hold. */
export function extractInto(
  variables: Variables,
  { extractors }: CompiledExtraction,
  received: Received,
): string | undefined {
  for (const { variable, where, find } of extractors) {
    const value = find(received)
    if (value === undefined) return `want ${variable} from ${where}, found nothing`
    variables[variable] = value
  }
  return undefined
}

function finder(extraction: Extraction): Omit<Extractor, 'variable'> {
  if ('json' in extraction) {
    const path = parseJsonPath(extraction.json)
    return {
      where: `JSON ${extraction.json}`,
      find: ({ body }) => scalar(atJsonPath(bodyJson(body), path)),
    }
  }
  if ('header' in extraction) {
    const name = extraction.header.toLowerCase()
    return {
      where: `header ${extraction.header}`,
      find: ({ rawHeaders }) => headerValue(rawHeaders, name),
    }
  }
  const pattern = new RegExp(extraction.regex)
  return {
    where: `/${extraction.regex}/`,
    find: ({ body }) => {
      const match = pattern.exec(body)
      return match ? (match[1] ?? match[0]) : undefined
    },
  }
}

function scalar(found: unknown): Value | undefined {
  const usable =
    typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
  return usable ? found : undefined
}
