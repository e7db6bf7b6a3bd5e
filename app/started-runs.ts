import { type FinishedRun, type RunOptions, runProfile } from './run.ts'
import type { RunOverrides } from './run-overrides.ts'

/** What a run that somebody asked for over the API may say. */
export interface RunRequest extends Omit<RunOverrides, 'target'> {
  readonly profile: string
  readonly seed?: number
}

/** A run of this process that sends load. */
export interface RunUnderWay {
  readonly runId: string
  readonly ended: Promise<FinishedRun>
}

/** What all runs of this process have in common. */
export type StartedRunsOptions = Pick<
  RunOptions,
  'project' | 'scraping' | 'envValues' | 'say' | 'stop'
>

/** Runs that this process starts for others, one after the other. */
export class StartedRuns {
  readonly #options: StartedRunsOptions
  readonly #open = new Set<Promise<unknown>>()

  constructor(options: StartedRunsOptions) {
    this.#options = options
  }

  /**
   * Starts a run and answers once it sends load; what prevents that is the answer's error.
   * @param label name of the schedule that starts it
   */
  start({ profile, seed, ...overrides }: RunRequest, label?: string): Promise<RunUnderWay> {
    const { promise, resolve, reject } = Promise.withResolvers<RunUnderWay>()
    const { say } = this.#options
    const ended = runProfile({
      ...this.#options,
      profile,
      label,
      overrides,
      seed,
      onStart: ({ runId }) => {
        say(`run ${runId} started${label === undefined ? '' : ` by schedule ${label}`}`)
        resolve({ runId, ended })
      },
    })
    const told = ended.then(
      ({ record, verdict }) => say(`run ${record.id} ended: ${verdict.sentence}`),
      (error: Error) => {
        reject(error)
        say(`run of ${profile} failed: ${error.message}`)
      },
    )
    this.#open.add(told)
    void told.finally(() => this.#open.delete(told))
    return promise
  }

  /** Resolves when no run of this process is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#open)
  }
}
