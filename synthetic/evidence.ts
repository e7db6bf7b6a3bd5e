import { promisesSecret } from '../contract/secret-names.ts'
import type { Outcome } from '../measurement/outcomes.ts'
import { redactedHead, withoutSecrets } from '../measurement/redacted-head.ts'
import type { FailureEvidence, FailureTiming } from '../measurement/run-record.ts'
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
 * @param secrets texts to be removed wherever they stand, besides what users carry
 */
export function evidenceKeeper(
  keep: (evidence: FailureEvidence) => void,
  secrets: readonly string[] = [],
): (failure: Failure) => void {
  const counts = new Map<string, number>()
  return (failure) => {
    const kind = `${failure.endpoint} ${failure.outcome}`
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    if (Number.isInteger(Math.log10(count))) keep(evidence(failure, secrets))
  }
}

function evidence(
  { user, endpoint, outcome, latencyMs, atMs, cause }: Failure,
  known: readonly string[],
): FailureEvidence {
  const { connection, request } = user
  const status = connection?.status
  const secrets = [...known, ...secretsOf(user)]
  const base = {
    atMs: Math.round(atMs),
    endpoint,
    outcome,
    latencyMs: toMicroseconds(latencyMs),
    timing: timingOf(user, atMs),
    request: redactedHead(request, secrets).slice(0, LONGEST_HEAD),
    cause: withoutSecrets(cause, secrets),
  }
  if (connection === undefined || !status) return base
  const { statusMessage, rawHeaders } = connection
  const lines = [`HTTP/1.1 ${status} ${statusMessage}`]
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  const responseHead = redactedHead(lines.join('\r\n'), secrets).slice(0, LONGEST_HEAD)
  return { ...base, status, responseHead }
}

/** Values that the user carries under names that promise a secret: they may stand in a path or in a header of any name. */
function secretsOf({ variables }: VirtualUser): string[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    promisesSecret(name) ? String(value) : [],
  )
}

function timingOf(
  { state, connection, intendedMs, sentMs }: VirtualUser,
  atMs: number,
): FailureTiming {
  if (state !== 'busy') return { waitMs: toMicroseconds(atMs - intendedMs) }
  return {
    waitMs: toMicroseconds(sentMs - intendedMs),
    ...(connection && { connectMs: toMicroseconds(connection.connectMs) }),
    answerMs: toMicroseconds(atMs - sentMs),
  }
}

const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000
