import type { Contract } from '../../contract/schema.ts'
import { type NamedSeries, serviceSeries } from '../../queries/dialect.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { selector } from '../../queries/selector.ts'
import { RUN } from '../../series/run-series.ts'
import type { InputSeries } from './boundary.ts'
import { constant, line } from './series-values.ts'

export type Horizon = 'minutes' | 'soak' | 'production'

/** All that heap rules look at in one process. */
interface Process {
  /** Values of the series that the rule reads, in promtool's notation. */
  readonly heap: string
  /** Age of the process at the onset. */
  readonly ageSeconds: number
  readonly collectionsPerSecond: number
  readonly limit?: string
  /** 1 while a soak runs. */
  readonly runActive?: number
}

/** The labels of the process under test. */
export function instanceLabels({ service }: Pick<Contract, 'service'>): Record<string, string> {
  return { service_name: service.name, job: JOBS.service, instance: '10.0.0.1:9464' }
}

/** The series a rule of this horizon reads. */
function heapSeries({ service }: Contract, horizon: Horizon): NamedSeries {
  const { heapAfterMajorGc, oldSpaceUsed } = serviceSeries(service.dialect)
  return (horizon !== 'soak' && heapAfterMajorGc) || oldSpaceUsed
}

/** The labels that an alert on this series carries: those of the series itself. */
export function keptLabels(contract: Contract, horizon: Horizon): Record<string, string> {
  const own = Object.entries(heapSeries(contract, horizon).matchers ?? {}).flatMap(
    ([label, match]) => (typeof match === 'string' ? [[label, match] as const] : []),
  )
  return { ...instanceLabels(contract), ...Object.fromEntries(own) }
}

/** The input series of a process and, for soaks, of the run it is under. */
export function heapSituation(
  contract: Contract,
  horizon: Horizon,
  { onsetMs, endMs, sampleMs }: { onsetMs: number; endMs: number; sampleMs: number },
  { heap, ageSeconds, collectionsPerSecond, limit, runActive }: Process,
): InputSeries {
  const { majorGcCount, startTime, heapSizeLimit } = serviceSeries(contract.service.dialect)
  const own = ({ name, matchers }: NamedSeries): string =>
    selector(name, { ...instanceLabels(contract), ...matchers })
  // promtool's clock begins at 0, so a process may have started before it.
  const startedSeconds = onsetMs / 1000 - ageSeconds
  return {
    [own(heapSeries(contract, horizon))]: heap,
    [own(majorGcCount)]: line(0, [{ untilMs: endMs, perSecond: collectionsPerSecond }], sampleMs),
    [own(startTime)]: constant(startedSeconds, endMs, sampleMs),
    ...(limit !== undefined && heapSizeLimit && { [own(heapSizeLimit)]: limit }),
    ...(horizon === 'soak' && { [soakRun(contract)]: constant(runActive ?? 0, endMs, sampleMs) }),
  }
}

function soakRun({ service, profiles }: Contract): string {
  const [profile = ''] =
    Object.entries(profiles).find(([, { judges }]) => judges.includes('leak')) ?? []
  return selector(RUN.active.name, { service_name: service.name, run: 'test-of-soak', profile })
}
