import { PlimsollError } from '../contract/errors.ts'
import type { Safety } from '../contract/service.ts'
import { type LoadPlan, peakLevel } from '../workload/load-plan.ts'

/**
 * Stops a plan beyond the contract's ceilings before it sends anything.
 * @param asker what asks for it, as the subject of a sentence
 */
export function requireAllowedLoad(safety: Safety, plan: LoadPlan, asker: string): void {
  const peak = peakLevel(plan)
  const refuse = (asked: string, ceiling: string): never => {
    throw new PlimsollError(
      'LOAD_NOT_ALLOWED',
      `${asker} asks for ${asked}, the contract allows ${ceiling}`,
      { hint: 'ask for less, or raise the ceiling if target and generator can take it' },
    )
  }
  if (plan.durationMs > safety.maxDurationMs) {
    refuse(`${plan.durationMs / 1000} s`, `safety.maxDuration ${safety.maxDurationMs / 1000} s`)
  }
  if (plan.model === 'open') {
    const { maxRatePerSecond } = safety
    if (peak > maxRatePerSecond) refuse(`${peak}/s`, `safety.maxRatePerSecond ${maxRatePerSecond}`)
    return
  }
  if (peak > safety.maxUsers) refuse(`${peak} users`, `safety.maxUsers ${safety.maxUsers}`)
  if (peak > safety.maxConnections) {
    refuse(`${peak} users with a connection each`, `safety.maxConnections ${safety.maxConnections}`)
  }
}

/** Connections the workers may open together: one a user, or what arrivals can hold until they time out. */
export function connectionsFor(
  safety: Safety,
  plan: LoadPlan,
  timeoutMs: number,
  workers: number,
): number {
  const peak = peakLevel(plan)
  const held = plan.model === 'closed' ? peak : (peak * 2 * timeoutMs) / 1000 // it may wait as long again as it is answered
  const most = Math.min(safety.maxConnections, plan.maxConnections ?? safety.maxConnections)
  return Math.max(workers, Math.min(most, Math.ceil(held)))
}
