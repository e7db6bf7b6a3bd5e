import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { LoadChange } from '../measurement/run-record.ts'
import type { TrafficRun } from '../synthetic/start-traffic.ts'

/** What can be done to a run under way, by the keys of its terminal or by the API. */
export class RunControls {
  /** Ends the load early; what was measured is kept. */
  readonly stop: () => void
  #traffic: Pick<TrafficRun, 'change'> | undefined

  constructor(stop: () => void) {
    this.stop = stop
  }

  /** The load has begun; before that it cannot be changed. */
  take(traffic: Pick<TrafficRun, 'change'>): void {
    this.#traffic = traffic
  }

  change(command: LoadCommand, by: LoadChange['by']): LoadChange {
    if (this.#traffic) return this.#traffic.change(command, by)
    throw new PlimsollError('NOT_RUNNING', 'the run has not sent anything yet')
  }
}
