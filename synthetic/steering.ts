import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { Safety } from '../contract/service.ts'
import type { LoadChange } from '../measurement/run-record.ts'
import { changedPlan, type SteeredPlan } from '../workload/changed-plan.ts'
import type { LoadPlan } from '../workload/load-plan.ts'
import { requireAllowedLoad } from './allowed-load.ts'

/** Which plan a run follows, and what was done to it by hand. */
export class Steering {
  readonly #planned: LoadPlan
  readonly #safety: Safety
  readonly #changes: LoadChange[] = []
  #steered: SteeredPlan

  constructor(planned: LoadPlan, safety: Safety) {
    this.#planned = planned
    this.#safety = safety
    this.#steered = { plan: planned }
  }

  get plan(): LoadPlan {
    return this.#steered.plan
  }

  get changes(): readonly LoadChange[] {
    return this.#changes
  }

  /** Names of all phases that are, were planned, or were cut short: what a chart may have to end. */
  get phaseNames(): string[] {
    return [...this.#planned.phases, ...this.plan.phases].map(({ name }) => name)
  }

  /**
   * Takes a command; the plan is another one from then on.
   * @param atMs when it takes effect at the earliest: never before the change that came before it
   */
  change(command: LoadCommand, by: LoadChange['by'], atMs: number): LoadChange {
    const fromMs = Math.max(Math.ceil(atMs), this.#changes.at(-1)?.atMs ?? 0)
    if (fromMs >= this.plan.durationMs) {
      throw new PlimsollError('CHANGE_REFUSED', 'the load ends before that could take effect')
    }
    const steered = changedPlan(this.#planned, this.#steered, command, fromMs)
    requireAllowedLoad(this.#safety, steered.plan, 'the change')
    this.#steered = steered
    const change = { ...command, atMs: fromMs, by }
    this.#changes.push(change)
    return change
  }
}
