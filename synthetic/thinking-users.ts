import type { LoadPlan } from '../workload/load-plan.ts'
import { awakeMs, type Pause, pausesOf, runMsOf } from '../workload/pauses.ts'
import { TimingWheel } from './timing-wheel.ts'
import type { VirtualUser } from './virtual-user.ts'

/**
 * Users between two requests. While the load is paused their time stands still: nobody wakes, and afterwards everyone
 * goes on after what was left of the think time, not all at once.
 */
export class ThinkingUsers {
  readonly #wheel = new TimingWheel<VirtualUser>()
  #pauses: readonly Pause[] = []

  get size(): number {
    return this.#wheel.size
  }

  follow(plan: LoadPlan): void {
    this.#pauses = pausesOf(plan)
  }

  pausedAt(runMs: number): boolean {
    for (const { startMs, endMs } of this.#pauses) {
      if (runMs >= startMs && runMs < endMs) return true
    }
    return false
  }

  /** Puts a user to sleep for so long; the answer is when it wakes, on the run's clock. */
  add(user: VirtualUser, nowMs: number, thinkMs: number): number {
    user.state = 'thinking'
    user.dueMs = awakeMs(this.#pauses, nowMs) + thinkMs
    this.#wheel.add(user)
    return runMsOf(this.#pauses, user.dueMs)
  }

  /** Wakes everyone who is due, with the moment on the run's clock. */
  wake(nowMs: number, each: (user: VirtualUser, dueMs: number) => void): void {
    this.#wheel.wake(awakeMs(this.#pauses, nowMs), (user) =>
      each(user, runMsOf(this.#pauses, user.dueMs)),
    )
  }

  nextMs(withinMs: number): number {
    return runMsOf(this.#pauses, this.#wheel.nextMs(withinMs))
  }
}
