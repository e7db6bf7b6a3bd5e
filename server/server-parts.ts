import type { LiveRelay } from '../app/live-relay.ts'
import type { PassOn } from '../app/pass-on.ts'
import type { Project } from '../app/project.ts'
import type { Scheduler } from '../app/scheduler.ts'
import type { ServedContract } from '../app/served-contract.ts'
import type { RunRequest } from '../app/started-runs.ts'

/** What the routes work with. */
export interface ServerParts {
  readonly project: Project
  readonly version: string
  readonly token: string
  /** Prometheus' base URL, looked up at each request: the stack may come later than the server. */
  readonly prometheusUrl: () => Promise<string | undefined>
  readonly relay: LiveRelay
  /** The metrics page of this process. */
  readonly metricsUrl: string
  readonly log: (line: string) => void
  readonly scheduler: Scheduler
  /** The contract as it was when this process began. */
  readonly served: ServedContract
  /** Tells people what Alertmanager told us. */
  readonly passOn: PassOn
  /** Starts a run in this process and answers once it sends load. */
  readonly startRun: (request: RunRequest) => Promise<{ readonly runId: string }>
}
