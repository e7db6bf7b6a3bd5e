import type { Scraping } from './find-prometheus.ts'
import type { Project } from './project.ts'
import { runProfile } from './run.ts'
import type { RunOverrides } from './run-overrides.ts'

/** What a run that somebody asked for over the API may say. */
export interface RunRequest extends Omit<RunOverrides, 'target'> {
  readonly profile: string
  readonly seed?: number
}

/** Runs that this process starts for others, one after the other. */
export class StartedRuns {
  readonly #project: Project
  readonly #scraping: Scraping
  readonly #say: (line: string) => void
  readonly #stop: AbortSignal
  #current: Promise<void> = Promise.resolve()

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

  /** Starts a run and answers once it sends load; what prevents that is the answer's error. */
  start({ profile, seed, ...overrides }: RunRequest): Promise<{ readonly runId: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ readonly runId: string }>()
    const run = runProfile({
      project: this.#project,
      profile,
      overrides,
      seed,
      scraping: this.#scraping,
      stop: this.#stop,
      say: this.#say,
      onStart: ({ runId }) => resolve({ runId }),
    })
    this.#current = run.then(
      ({ record, verdict }) => this.#say(`run ${record.id} ended: ${verdict.sentence}`),
      (error: Error) => {
        reject(error)
        this.#say(`run of ${profile} failed: ${error.message}`)
      },
    )
    return promise
  }

  /** Resolves when no run of this process is under way. */
  async settled(): Promise<void> {
    await this.#current
  }
}
