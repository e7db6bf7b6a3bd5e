import { Counter, type Registry } from 'prom-client'

export const cacheResults = ['hit', 'miss', 'error'] as const
export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export const enrichmentResults = ['ok', 'failed', 'rate_limited', 'circuit_open'] as const

export type CacheResult = (typeof cacheResults)[number]
export type EnrichmentResult = (typeof enrichmentResults)[number]

/** What only the service itself can count; timings and resources are measured from outside. */
export interface ServiceMetrics {
  readonly cacheRequests: Counter<'result' | 'endpoint'>
  readonly logEvents: Counter<'level'>
  readonly goalsCreated: Counter
  readonly goalsDeleted: Counter
  readonly enrichments: Counter<'result'>
}

/** Creates the counters with all label values at 0, so that a first failure is visible as an increase. */
export function createServiceMetrics(
  registry: Registry,
  cachedEndpoints: readonly string[],
): ServiceMetrics {
  const registers = [registry]
  const metrics: ServiceMetrics = {
    cacheRequests: new Counter({
      name: 'cache_requests_total',
      help: 'Look-ups in the response cache by result; error means Redis did not answer',
      labelNames: ['result', 'endpoint'],
      registers,
    }),
    logEvents: new Counter({
      name: 'log_events_total',
      help: 'Lines written to the log by level',
      labelNames: ['level'],
      registers,
    }),
    goalsCreated: new Counter({ name: 'goals_created_total', help: 'Goals created', registers }),
    goalsDeleted: new Counter({ name: 'goals_deleted_total', help: 'Goals deleted', registers }),
    enrichments: new Counter({
      name: 'enrichment_calls_total',
      help: 'Calls to the external enrichment provider by result',
      labelNames: ['result'],
      registers,
    }),
  }
  for (const endpoint of cachedEndpoints) {
    for (const result of cacheResults) metrics.cacheRequests.inc({ result, endpoint }, 0)
  }
  for (const level of logLevels) metrics.logEvents.inc({ level }, 0)
  for (const result of enrichmentResults) metrics.enrichments.inc({ result }, 0)
  return metrics
}
