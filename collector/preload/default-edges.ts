/**
 * Edges where no contract gives any: OpenTelemetry's advice for http.server.request.duration
 * (https://opentelemetry.io/docs/specs/semconv/http/http-metrics).
 */
export const DEFAULT_HTTP_EDGES_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

/**
 * Queries, commands and connections: OpenTelemetry's advice for db.client.operation.duration (0.001 to 10), and between
 * its edges those that documents set lines at (25 ms, 250 ms, 2.5 s). A pool wait must stay under 10 ms.
 */
export const DATABASE_EDGES_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** OpenTelemetry's advice for v8js.gc.duration is 0.01 to 10; one step below, as a scavenge takes about 1 ms. */
export const GC_EDGES_SECONDS: readonly number[] = [0.001, 0.01, 0.1, 1, 10]
