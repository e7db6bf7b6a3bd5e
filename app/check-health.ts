import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import type { ServiceUnderTest } from '../contract/service.ts'
import type { Preflight } from '../measurement/run-record.ts'
import { findTarget } from '../synthetic/find-target.ts'

const DEADLINE_MS = 5_000
/** A service that is just starting gets about two seconds. */
const ATTEMPTS = 3
const PAUSE_MS = 1_000

type Health = Preflight['healthBefore']
type Target = Pick<ServiceUnderTest, 'baseUrl' | 'healthPath' | 'insecure'>

/** Asks the health path once; what went wrong is part of the answer. Certificates are verified. */
export async function askHealth(target: Target): Promise<Health> {
  const began = performance.now()
  try {
    const status = await statusOf(target)
    return { status, latencyMs: performance.now() - began }
  } catch (error) {
    return { error: reasonOf(error) }
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
    { hint: 'start the service, or say where it is with --target' },
  )
}

async function attempt(contract: Pick<Contract, 'safety' | 'service'>): Promise<Health> {
  try {
    await findTarget(contract, contract.service.baseUrl)
  } catch (error) {
    const isDown = error instanceof PlimsollError && error.code === 'TARGET_UNREACHABLE'
    if (!isDown) throw error
    return { error: reasonOf(error.cause) }
  }
  return askHealth(contract.service)
}

function statusOf({ baseUrl, healthPath, insecure }: Target): Promise<number> {
  const url = new URL(`${baseUrl}${healthPath}`)
  return new Promise((resolve, reject) => {
    const options = { agent: false, signal: AbortSignal.timeout(DEADLINE_MS) }
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, rejectUnauthorized: !insecure })
        : httpRequest(url, options)
    request.once('error', reject)
    request.once('response', (response) => {
      response.resume()
      response.once('error', reject)
      response.once('end', () => resolve(response.statusCode ?? 0))
    })
    request.end()
  })
}

function reasonOf(error: unknown): string {
  const { code, name, message } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return `no answer in ${DEADLINE_MS / 1000} s`
  return message || code || 'unknown reason'
}
