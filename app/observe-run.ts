import type { Contract } from '../contract/schema.ts'
import type { Preflight, ResourceSeries } from '../measurement/run-record.ts'
import { type NamedSeries, serviceSeries } from '../queries/dialect.ts'
import { ownSeries } from '../queries/service-queries.ts'
import { PrometheusClient, type RangeSeries } from './prometheus-client.ts'
import { type ResourceExpression, resourceExpressions } from './resource-expressions.ts'

/** What Prometheus says about the service over a run. */
export interface Observation {
  readonly resources: readonly ResourceSeries[]
  readonly series: Pick<Preflight, 'series' | 'seriesUnknown'>
}

export interface RunWindow {
  readonly startedAt: Date
  readonly endedAt: Date
}

/** Samples a resource chart can show; a longer run is read at a wider step. */
const MOST_SAMPLES = 600
const SCRAPE_SECONDS = 5
/** A run of ten requests is over between two scrapes: presence is asked for over three of them. */
const LEAST_PRESENCE_SECONDS = 3 * SCRAPE_SECONDS
const NO_PROMETHEUS =
  'no Prometheus was given: start one with plimsoll up, or name it with --prometheus'

/** Reads the contract's resources and the presence of the service's series over the run's window. */
export async function observeRun(
  contract: Contract,
  window: RunWindow,
  prometheusUrl: string | undefined,
  deadlineMs?: number,
): Promise<Observation> {
  const expressions = resourceExpressions(contract)
  if (!prometheusUrl) return unobserved(contract, NO_PROMETHEUS)
  const client = new PrometheusClient(prometheusUrl, deadlineMs)
  return {
    resources: await Promise.all(expressions.map((of) => readResource(client, of, window))),
    series: await presence(client, contract, window),
  }
}

/** The same for a run that Prometheus was not asked about, with the reason. */
export function unobserved(contract: Contract, why: string): Observation {
  const resources = resourceExpressions(contract).map((of) => missing(of, why))
  return { resources, series: { seriesUnknown: why } }
}

async function readResource(
  client: PrometheusClient,
  expression: ResourceExpression,
  { startedAt, endedAt }: RunWindow,
): Promise<ResourceSeries> {
  const { resource, query, worst } = expression
  if (query === undefined) return missing(expression, 'nothing measures it for this service')
  const [start, end] = [startedAt.getTime() / 1000, endedAt.getTime() / 1000]
  const stepSeconds = Math.max(SCRAPE_SECONDS, Math.ceil((end - start) / MOST_SAMPLES))
  try {
    const found = await client.queryRange(query, { start, end, stepSeconds })
    const samples = worstAtEachMoment(found, worst).map(
      ([time, value]) => [Math.round((time - start) * 1000), value] as const,
    )
    if (samples.length > 0) return { resource, query, samples }
    return missing(expression, 'Prometheus has no samples of it for the time of the run')
  } catch (error) {
    return missing(expression, unanswered(error))
  }
}

function worstAtEachMoment(
  found: readonly RangeSeries[],
  worst: ResourceExpression['worst'],
): (readonly [number, number])[] {
  const pick = worst === 'highest' ? Math.max : Math.min
  const values = new Map<number, number>()
  for (const [time, value] of found.flatMap((series) => series.values)) {
    if (!Number.isFinite(value)) continue
    const known = values.get(time)
    values.set(time, known === undefined ? value : pick(known, value))
  }
  return [...values].sort(([a], [b]) => a - b)
}

function missing({ resource, query }: ResourceExpression, why: string): ResourceSeries {
  return { resource, query: query ?? '', samples: [], missing: why }
}

/** fetch says only that it failed; its cause says why. */
function unanswered(error: unknown): string {
  const { message, cause } = error as Error
  const reason =
    cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : ''
  return `Prometheus could not be asked: ${reason || message}`
}

/** Counts the samples of each signal that the dialect promises of any service at any time. */
async function presence(
  client: PrometheusClient,
  contract: Contract,
  { startedAt }: RunWindow,
): Promise<Observation['series']> {
  const now = Date.now() / 1000
  const seconds = Math.max(LEAST_PRESENCE_SECONDS, Math.ceil(now - startedAt.getTime() / 1000))
  try {
    const series = await Promise.all(
      promisedSeries(contract).map(async (of) => {
        const query = `sum(count_over_time(${ownSeries(contract, of)}[${seconds}s]))`
        const [answer] = await client.query(query, now)
        return { name: of.name, samples: answer?.value ?? 0 }
      }),
    )
    return { series }
  } catch (error) {
    return { seriesUnknown: unanswered(error) }
  }
}

/** The signals that the dialect promises of any service at any time. */
export function promisedSeries({ service }: Pick<Contract, 'service'>): NamedSeries[] {
  const signals = serviceSeries(service.dialect)
  const { serverDuration, cpuTime, memoryUsage, openFileDescriptors, startTime } = signals
  return [
    ...(serverDuration ? [{ ...serverDuration, name: `${serverDuration.name}_count` }] : []),
    cpuTime,
    memoryUsage,
    openFileDescriptors,
    startTime,
    signals.oldSpaceUsed,
    signals.eventLoopDelayP99,
  ]
}
