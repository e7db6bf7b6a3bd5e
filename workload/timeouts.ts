import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'

/** The longest that any request of a run may take, milliseconds. */
export function longestTimeoutMs(contract: Contract, profile: Profile): number {
  const steps = contract.journeys.userClasses.flatMap(({ setup, journeys, teardown }) =>
    [setup, ...journeys, teardown].flatMap((sequence) => sequence?.steps ?? []),
  )
  return steps.reduce(
    (longest, { requestTimeoutMs = 0 }) => Math.max(longest, requestTimeoutMs),
    profile.requestTimeoutMs,
  )
}

/** How long a run may go on when nothing new begins: the request under way and a teardown, each after a wait for a connection. */
export function drainMs(contract: Contract, profile: Profile): number {
  const teardowns = contract.journeys.userClasses.map(({ teardown }) => teardown?.steps.length ?? 0)
  return (1 + Math.max(...teardowns)) * 2 * longestTimeoutMs(contract, profile)
}
