import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Instrumentation } from '../../series/instrumentation.ts'

const FILE_NAME = 'plimsoll.instrumentation.json'

/** The file named by PLIMSOLL_INSTRUMENTATION, else the nearest one upward from the folder; undefined when there is none. */
export function readInstrumentation(
  named: string | undefined,
  folder: string,
): Instrumentation | undefined {
  if (named) {
    const path = resolve(folder, named)
    return parseInstrumentation(JSON.parse(readFileSync(path, 'utf8')), path)
  }
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, FILE_NAME)
    const text = readIfPresent(path)
    if (text !== undefined) return parseInstrumentation(JSON.parse(text), path)
    if (dirname(at) === at) return undefined
  }
}

/** Checks by hand what zod would check elsewhere: no package may enter the service with the collector. */
export function parseInstrumentation(value: unknown, path: string): Instrumentation {
  const want = (condition: boolean, problem: string): void => {
    if (!condition) throw new TypeError(`${path}: ${problem}`)
  }
  const { version, serviceName, routes, bucketEdgesSeconds, metricsPort } = (value ??
    {}) as Partial<Instrumentation>
  want(version === 1, `want version 1, got ${version}; run 'plimsoll generate'`)
  want(typeof serviceName === 'string' && serviceName !== '', 'want a serviceName')
  want(Array.isArray(routes) && routes.every(isRoute), 'want routes of { method, path, endpoint }')
  want(
    isAscending(bucketEdgesSeconds) && bucketEdgesSeconds.length > 0,
    'want bucketEdgesSeconds as ascending positive numbers',
  )
  want(isPort(metricsPort), 'want metricsPort as a port number')
  return value as Instrumentation
}

/** 0 to 65535; 0 takes a free port. */
export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535
}

function isRoute(value: unknown): boolean {
  const { method, path, endpoint } = (value ?? {}) as Record<string, unknown>
  return [method, path, endpoint].every((field) => typeof field === 'string' && field !== '')
}

function isAscending(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((edge, i) => Number.isFinite(edge) && edge > (i === 0 ? 0 : value[i - 1]))
  )
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
