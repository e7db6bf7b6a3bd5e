import type { RunRequest } from '../app/started-runs.ts'
import { parseDurationMs } from '../contract/durations.ts'
import { PlimsollError } from '../contract/errors.ts'

const FIELDS = ['profile', 'users', 'ratePerSecond', 'duration', 'seed']

/** Reads the body of `POST /api/runs`; anything odd is a USAGE error that names the field. */
export function parseRunRequest(body: unknown): RunRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused('want a JSON object with a profile, as application/json')
  }
  const fields = body as Readonly<Record<string, unknown>>
  const unknown = Object.keys(fields).filter((field) => !FIELDS.includes(field))
  if (unknown.length > 0) throw refused(`unknown field: ${unknown.join(', ')}`)
  const { profile, duration } = fields
  if (typeof profile !== 'string' || profile === '') throw refused('profile: want a name')
  const durationMs = typeof duration === 'string' ? parseDurationMs(duration) : undefined
  if (duration !== undefined && !durationMs) throw refused("duration: want one such as '90s'")
  const users = positive(fields, 'users')
  const ratePerSecond = positive(fields, 'ratePerSecond')
  const seed = positive(fields, 'seed')
  return {
    profile,
    ...(users !== undefined && { users }),
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(durationMs !== undefined && { durationMs }),
    ...(seed !== undefined && { seed }),
  }
}

function positive(fields: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined) return undefined
  const fits = typeof value === 'number' && value > 0 && Number.isFinite(value)
  if (fits && (name === 'ratePerSecond' || Number.isInteger(value))) return value
  const want = name === 'ratePerSecond' ? 'a number above 0' : 'a whole number above 0'
  throw refused(`${name}: want ${want}`)
}

function refused(message: string): PlimsollError {
  return new PlimsollError('USAGE', message)
}
