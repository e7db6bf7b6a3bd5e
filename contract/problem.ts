/** One thing wrong with a contract: where, what, and what was found there. */
export interface Problem {
  /** Dotted path with endpoint and journey names spelled out, e.g. `endpoints.2 (list-agents).latency`. */
  readonly path: string
  readonly message: string
}
