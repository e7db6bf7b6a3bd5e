/** What `plimsoll.instrumentation.json` tells the preload about the contract; generate/ writes it. */
export interface Instrumentation {
  readonly version: 1
  readonly serviceName: string
  /** Path templates as the contract writes them (`/agents/:id`). */
  readonly routes: readonly {
    readonly method: string
    readonly path: string
    /** Name of the contract's endpoint. */
    readonly endpoint: string
  }[]
  /** Upper bounds in seconds, ascending, without +Inf: the same for every route. */
  readonly bucketEdgesSeconds: readonly number[]
  /** Where the preload serves /metrics unless PLIMSOLL_METRICS_PORT says otherwise. */
  readonly metricsPort: number
}
