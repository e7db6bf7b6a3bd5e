import type { CompiledJourney, CompiledStep } from '../workload/compile-journeys.ts'
import type { CompiledUserClass } from '../workload/compile-user-classes.ts'
import { RandomStream } from '../workload/random.ts'
import type { Variables } from '../workload/template.ts'
import type { UserCookies } from './cookie-jar.ts'
import type { PooledConnection } from './pooled-connection.ts'
import type { SliceCounts } from './slice-counts.ts'

/** What a user is doing: `waiting` for a connection, `busy` with a request, `thinking`, or nothing. */
export type UserState = 'idle' | 'waiting' | 'busy' | 'thinking'

/** A user of the closed model, or one arrival of the open model on its journey. */
export class VirtualUser {
  state: UserState = 'idle'
  /** Its own numbers: what it does depends neither on the others nor on how they are spread over workers. */
  readonly random = new RandomStream(0)
  /** The closed model wants it to go on. */
  active = false
  userClass: CompiledUserClass | undefined
  /** Its setup is behind it and its teardown before it. */
  isReady = false
  /** What its setup left it for life. */
  kept: Variables | undefined
  cookies: UserCookies | undefined
  journey: CompiledJourney | undefined
  stepIndex = 0
  variables: Variables = {}
  connection: PooledConnection<VirtualUser> | undefined
  /** When a thinking user goes on, milliseconds of the run without its pauses. */
  dueMs = 0
  /** Intended start of the request under way. */
  intendedMs = 0
  sentMs = 0
  /** Since when it waits for a connection: later than its intended start when the pacer overslept. */
  waitingMs = 0
  /** The slice that its request belongs to: the one in which it was meant to start. */
  slice: SliceCounts | undefined
  /** Where it stands among the busy ones. */
  busyIndex = -1
  /** The request under way is the one by which an arrival counts as delivered. */
  isArrival = false
  request = ''

  get step(): CompiledStep | undefined {
    return this.journey?.steps[this.stepIndex]
  }
}
