import { setTimeout as sleep } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import type { ServiceUnderTest } from '../contract/service.ts'
import type { Preflight } from '../measurement/run-record.ts'
import { findTarget } from '../synthetic/find-target.ts'
import { type TargetFailure, targetFailure } from '../synthetic/target-failure.ts'
import { askUrl, whyUnanswered } from './ask-url.ts'

const DEADLINE_MS = 5_000
/** A service that is just starting gets about two seconds. */
const ATTEMPTS = 3
const PAUSE_MS = 1_000

type Health = Preflight['healthBefore']
type Target = Pick<ServiceUnderTest, 'baseUrl' | 'healthPath' | 'insecure'>

/** Asks the health path once; what went wrong is part of the answer. Certificates are verified. */
export async function askHealth(service: Target, deadlineMs = DEADLINE_MS): Promise<Health> {
  try {
    return await health(service, deadlineMs)
  } catch (error) {
    return { error: whyUnanswered(error, deadlineMs) }
  }
}

/**
 * The health before a run. A target that may not receive load is asked nothing; one that cannot be
 * reached is an error, and no load is sent.
 */
export async function reachTarget(contract: Pick<Contract, 'safety' | 'service'>): Promise<Health> {
  const { service } = contract
  for (let tries = 1; ; tries++) {
    try {
      await findTarget(contract, service.baseUrl)
      return await health(service, DEADLINE_MS)
    } catch (error) {
      const cause = reasonOf(error)
      const failure = targetFailure(cause, DEADLINE_MS)
      if (!failure.mayPass || tries === ATTEMPTS) throw unreached(service, tries, failure, cause)
      await sleep(PAUSE_MS)
    }
  }
}

async function health(
  { baseUrl, healthPath, insecure }: Target,
  deadlineMs: number,
): Promise<Health> {
  const began = performance.now()
  const { status } = await askUrl(`${baseUrl}${healthPath}`, { insecure, deadlineMs })
  return { status, latencyMs: performance.now() - began }
}

/** What connecting failed with; throws on what is no failure of the target. */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof PlimsollError)) return error
  if (error.code === 'TARGET_UNREACHABLE') return error.cause
  throw error
}

function unreached(
  { baseUrl, healthPath }: Target,
  tries: number,
  { reason, hint }: TargetFailure,
  cause: unknown,
): PlimsollError {
  const often = tries === 1 ? '' : ` ${tries} times`
  return new PlimsollError(
    'TARGET_UNREACHABLE',
    `GET ${baseUrl}${healthPath} failed${often}: ${reason}; no load was sent`,
    { hint, cause },
  )
}
