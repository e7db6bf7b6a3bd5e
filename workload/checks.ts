import type { Checks, Endpoint } from '../contract/endpoints.ts'
import { promisesSecret } from '../contract/secret-names.ts'
import { atJsonPath, type JsonPath, parseJsonPath } from './json-path.ts'
import { bodyJson, headerValue, type Received } from './received.ts'

/** Says what is wrong with an answer, undefined when nothing is. */
type Check = (received: Received) => string | undefined

/** What the answer to a step must show, ready to be asked for every answer. */
export interface CompiledChecks {
  /** Index is the status, 1 where it is expected; any other is the outcome `status`. */
  readonly expectedStatus: Uint8Array
  readonly needsBody: boolean
  readonly checks: readonly Check[]
}

/** An endpoint's checks with a step's own on top. `checks.status` also says which statuses are expected when nothing else does. */
export function compiledChecks(endpoint: Endpoint, own: Checks | undefined): CompiledChecks {
  const checks: Checks = { ...endpoint.checks, ...own }
  const statuses = checks.status === undefined ? undefined : [checks.status].flat()
  const expected = endpoint.expectedStatuses ?? statuses
  const expectedStatus = Uint8Array.from({ length: 600 }, (_, status) =>
    (expected ? expected.includes(status) : status >= 200 && status < 400) ? 1 : 0,
  )
  return {
    expectedStatus,
    needsBody: checks.bodyIncludes !== undefined || checks.json !== undefined,
    checks: [...statusAndSize(checks, statuses), ...content(checks)],
  }
}

/** The first check that does not hold, in words; undefined when all do. */
export function failedCheck(compiled: CompiledChecks, received: Received): string | undefined {
  for (const check of compiled.checks) {
    const problem = check(received)
    if (problem !== undefined) return problem
  }
  return undefined
}

function statusAndSize(checks: Checks, statuses: readonly number[] | undefined): Check[] {
  const { maxBodyBytes, maxLatencyMs } = checks
  const compiled: Check[] = []
  if (statuses) {
    compiled.push(({ status }) =>
      statuses.includes(status) ? undefined : `want status ${statuses.join(' or ')}, got ${status}`,
    )
  }
  if (maxBodyBytes !== undefined) {
    compiled.push(({ bodyBytes }) =>
      bodyBytes <= maxBodyBytes
        ? undefined
        : `want at most ${maxBodyBytes} bytes of body, got ${bodyBytes}`,
    )
  }
  if (maxLatencyMs !== undefined) {
    compiled.push(({ latencyMs }) =>
      latencyMs <= maxLatencyMs
        ? undefined
        : `want an answer within ${maxLatencyMs} ms, took ${latencyMs.toFixed(1)} ms`,
    )
  }
  return compiled
}

function content({ bodyIncludes, json, header }: Checks): Check[] {
  const compiled: Check[] = []
  if (bodyIncludes !== undefined) {
    compiled.push(({ body }) =>
      body.includes(bodyIncludes) ? undefined : `want a body with ${JSON.stringify(bodyIncludes)}`,
    )
  }
  for (const [name, text] of Object.entries(header ?? {})) {
    compiled.push(({ rawHeaders }) => {
      const value = headerValue(rawHeaders, name.toLowerCase())
      if (value?.includes(text)) return undefined
      const got =
        value !== undefined && promisesSecret(name) ? 'another one' : JSON.stringify(value ?? null)
      return `want header ${name} with ${JSON.stringify(text)}, got ${got}`
    })
  }
  if (json) {
    const wanted = Object.entries(json).map(
      ([path, value]) => [path, parseJsonPath(path), value] as const,
    )
    compiled.push(({ body }) => {
      const parsed = bodyJson(body)
      if (parsed === undefined) return 'want a JSON body'
      for (const [path, keys, value] of wanted) {
        const problem = jsonProblem(parsed, path, keys, value)
        if (problem !== undefined) return problem
      }
      return undefined
    })
  }
  return compiled
}

/** `true` asks for presence, everything else for this very value. */
function jsonProblem(
  parsed: unknown,
  path: string,
  keys: JsonPath,
  wanted: unknown,
): string | undefined {
  const found = atJsonPath(parsed, keys)
  if (wanted === true ? found !== undefined : found === wanted) return undefined
  const want = wanted === true ? 'present' : JSON.stringify(wanted)
  const got = found !== undefined && promisesSecret(path) ? 'another one' : JSON.stringify(found)
  return `want JSON ${path} ${want}, got ${got ?? 'nothing'}`
}
