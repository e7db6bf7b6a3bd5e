import { setTimeout as delay } from 'node:timers/promises'

/** How often a condition is asked for, in milliseconds: quick to notice, cheap to ask. */
const POLL_MS = 25

/** Waits until the condition holds; false when it still does not at the deadline. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
): Promise<boolean> {
  const end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (performance.now() >= end) return false
    await delay(POLL_MS)
  }
  return true
}
