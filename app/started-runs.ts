import type { Scraping } from './find-prometheus.ts'
import type { Project } from './project.ts'
import { type FinishedRun, runProfile } from './run.ts'
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

/** Runs that this process starts for others, one after the other. */
export class StartedRuns {
  readonly #project: Project
  readonly #scraping: Scraping
  readonly #say: (line: string) => void
  readonly #stop: AbortSignal
  readonly #open = new Set<Promise<unknown>>()

  /** @param stop ends the run under way, as Ctrl-C does in a terminal */
  constructor(
    project: Project,
    scraping: Scraping,
    say: (line: string) => void,
    stop: AbortSignal,
  ) {
    this.#project = project
    this.#scraping = scraping
    this.#say = say
    this.#stop = stop
  }

  /**
   * Starts a run and answers once it sends load; what prevents that is the answer's error.
   * @param label name of the schedule that starts it
   */
  start({ profile, seed, ...overrides }: RunRequest, label?: string): Promise<RunUnderWay> {
    const { promise, resolve, reject } = Promise.withResolvers<RunUnderWay>()
    const ended = runProfile({
      project: this.#project,
      profile,
      label,
      overrides,
      seed,
      scraping: this.#scraping,
      stop: this.#stop,
      say: this.#say,
      onStart: ({ runId }) => {
        this.#say(`run ${runId} started${label === undefined ? '' : ` by schedule ${label}`}`)
        resolve({ runId, ended })
      },
    })
    const told = ended.then(
      ({ record, verdict }) => this.#say(`run ${record.id} ended: ${verdict.sentence}`),
      (error: Error) => {
        reject(error)
        this.#say(`run of ${profile} failed: ${error.message}`)
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
