import { BATCHES } from './judged-load.ts'
import { countText, durationText } from './quantity-text.ts'
import { batchZ, cleanSampleFor, type ShareEstimate } from './share-interval.ts'

const DAY_MS = 86_400_000

/**
 * Requests in all at which a share like the observed one would be told from `allowed` half of the time:
 * the score test z^2 p(1-p)/d^2, times the design effect.
 */
export function requestsToDecide(estimate: ShareEstimate, allowed: number): number {
  if (estimate.hits === 0) return cleanSampleFor(allowed)
  const distance = estimate.share - allowed
  const z = batchZ(BATCHES)
  return ((z * z * allowed * (1 - allowed)) / (distance * distance)) * estimate.designEffect
}

/** The same for an objective with two lines: toward the outcome the estimate points at. */
export function requestsToOutcome(
  toWarn: ShareEstimate,
  toFail: ShareEstimate,
  allowed: number,
): number {
  if (toWarn.share < allowed) return requestsToDecide(toWarn, allowed)
  if (toFail.share > allowed) return requestsToDecide(toFail, allowed)
  return Math.max(requestsToDecide(toWarn, allowed), requestsToDecide(toFail, allowed))
}

/** What would settle an undecided share: more requests, in time of hold at the rate seen. */
export function settleByRequests(needed: number, have: number, durationMs: number): string {
  const more = Math.max(1, needed - have)
  const longerMs = have > 0 ? (more / have) * durationMs : Number.POSITIVE_INFINITY
  if (!Number.isFinite(more) || (have > 0 && longerMs > DAY_MS)) {
    return 'It lies so close to the line that no run within a day would settle it.'
  }
  // two digits are all such an estimate deserves
  const rounded = more <= 100 ? Math.ceil(more) : Number(more.toPrecision(2))
  const requests = `About ${countText(rounded)} more requests would settle it`
  return have > 0 ? `${requests}: ${durationText(longerMs)} more of hold.` : `${requests}.`
}
