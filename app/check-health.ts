import { setTimeout as sleep } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import type { ServiceUnderTest } from '../contract/service.ts'
import type { Preflight } from '../measurement/run-record.ts'
import { findTarget } from '../synthetic/find-target.ts'
import { askUrl, whyUnanswered } from './ask-url.ts'

const DEADLINE_MS = 5_000
/** A service that is just starting gets about two seconds. */
const ATTEMPTS = 3
const PAUSE_MS = 1_000

type Health = Preflight['healthBefore']
type Target = Pick<ServiceUnderTest, 'baseUrl' | 'healthPath' | 'insecure'>

/** Asks the health path once; what went wrong is part of the answer. Certificates are verified. */
export async function askHealth(
  { baseUrl, healthPath, insecure }: Target,
  deadlineMs = DEADLINE_MS,
): Promise<Health> {
  const began = performance.now()
  try {
    const question = { insecure, deadlineMs }
    const { status } = await askUrl(`${baseUrl}${healthPath}`, question)
    return { status, latencyMs: performance.now() - began }
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
  let last = await attempt(contract)
  for (let tries = 1; tries < ATTEMPTS && last.status === undefined; tries++) {
    await sleep(PAUSE_MS)
    last = await attempt(contract)
  }
  if (last.status !== undefined) return last
  const url = `${service.baseUrl}${service.healthPath}`
  throw new PlimsollError(
    'TARGET_UNREACHABLE',
    `GET ${url} failed ${ATTEMPTS} times: ${last.error}; no load was sent`,
    { hint: 'start the service, say where it is with --target, or run: plimsoll doctor' },
  )
}

async function attempt(contract: Pick<Contract, 'safety' | 'service'>): Promise<Health> {
  try {
    await findTarget(contract, contract.service.baseUrl)
  } catch (error) {
    const isDown = error instanceof PlimsollError && error.code === 'TARGET_UNREACHABLE'
    if (!isDown) throw error
    return { error: whyUnanswered(error.cause, DEADLINE_MS) }
  }
  return askHealth(contract.service)
}
