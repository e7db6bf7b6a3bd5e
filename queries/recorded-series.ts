/** Names of the recording rules, `level:metric:operations`; the window is part of the last word. */
export const RECORDED = {
  /** Requests with a latency, by run and endpoint. */
  runTimedRequests: (window: string) => `run:timed_requests:increase${window}`,
  /** Share of them over a fail line, by run, endpoint, quantile and line_ms. */
  runSlowRatio: (window: string) => `run:slow_requests:ratio${window}`,
  /** Finished requests, by run. */
  runRequests: (window: string) => `run:requests:increase${window}`,
  /** Share of them whose outcome was not ok, by run. */
  runBadRatio: (window: string) => `run:bad_requests:ratio${window}`,
  /** What an objective counts, by slo_id. */
  sloRequests: (window: string) => `slo:requests:increase${window}`,
  /** What of it was bad, by slo_id. */
  sloBad: (window: string) => `slo:bad_requests:increase${window}`,
  sloBadRatio: (window: string) => `slo:bad_requests:ratio${window}`,
  /** Least heap after a major collection of the last 5 minutes; absent where there was none. */
  heapFloor: 'instance:heap_floor_bytes:min5m',
} as const
