import type { Outcome } from '../measurement/outcomes.ts'
import { redactedHead } from '../measurement/redacted-head.ts'
import type { FailureEvidence } from '../measurement/run-record.ts'
import type { VirtualUser } from './virtual-user.ts'

/** One failed request, as it is known when it is counted. */
export interface Failure {
  readonly user: VirtualUser
  readonly endpoint: string
  readonly outcome: Outcome
  readonly latencyMs: number
  readonly atMs: number
  readonly cause: string
}

/** Longest head that is kept of a request or an answer, characters. */
const LONGEST_HEAD = 2000

/**
 * Keeps proof of failed requests: of each kind at each endpoint the 1st, 10th, 100th, 1000th ... so that the first is
 * there, later ones too, and a day of failures stays a handful. Secrets are removed before anything leaves the worker.
 */
export function evidenceKeeper(
  keep: (evidence: FailureEvidence) => void,
): (failure: Failure) => void {
  const counts = new Map<string, number>()
  return (failure) => {
    const kind = `${failure.endpoint} ${failure.outcome}`
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    if (Number.isInteger(Math.log10(count))) keep(evidence(failure))
  }
}

function evidence({ user, endpoint, outcome, latencyMs, atMs, cause }: Failure): FailureEvidence {
  const { connection, request } = user
  const status = connection?.status
  const base = {
    atMs: Math.round(atMs),
    endpoint,
    outcome,
    latencyMs: Math.round(latencyMs * 1000) / 1000,
    request: redactedHead(request).slice(0, LONGEST_HEAD),
    cause,
  }
  if (connection === undefined || !status) return base
  const { statusMessage, rawHeaders } = connection
  const lines = [`HTTP/1.1 ${status} ${statusMessage}`]
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  const responseHead = redactedHead(lines.join('\r\n')).slice(0, LONGEST_HEAD)
  return { ...base, status, responseHead }
}
