import type { Contract } from '../contract/schema.ts'
import { serviceSeries } from './dialect.ts'
import { ownSeries } from './service-queries.ts'

type HeapContract = Pick<Contract, 'service'>

/** Joins series of one process. A comparison keeps no label but these: alerts need all three. */
export const ON_INSTANCE = 'on (service_name, job, instance)'

/** Used heap right after the last major garbage collection; undefined where the dialect lacks it. */
export function heapAfterGc(contract: HeapContract): string | undefined {
  const { heapAfterMajorGc } = serviceSeries(contract.service.dialect)
  return heapAfterMajorGc && ownSeries(contract, heapAfterMajorGc)
}

/** Used bytes of old space: noisier than heap after GC, but every dialect has it. */
export function oldSpaceUsed(contract: HeapContract): string {
  return ownSeries(contract, serviceSeries(contract.service.dialect).oldSpaceUsed)
}

/** Heap size at which the process dies; undefined where the dialect lacks it. */
export function heapSizeLimit(contract: HeapContract): string | undefined {
  const { heapSizeLimit: limit } = serviceSeries(contract.service.dialect)
  return limit && ownSeries(contract, limit)
}

/** Major collections in the window: without one, the heap after GC is an old number. */
export function majorCollections(contract: HeapContract, window: string): string {
  return `increase(${ownSeries(contract, serviceSeries(contract.service.dialect).majorGcCount)}[${window}])`
}

/** Seconds since the process started: a young heap grows because it is young. */
export function processAgeSeconds(contract: HeapContract): string {
  return `(time() - ${ownSeries(contract, serviceSeries(contract.service.dialect).startTime)})`
}

/**
 * The floor of the heap: the least it fell to after a major collection in the window, and only
 * where there was one, so that no floor is minutes old (reference/collector.md section 5).
 */
export function heapFloor(contract: HeapContract, window: string): string | undefined {
  const afterGc = heapAfterGc(contract)
  if (!afterGc) return undefined
  return `min_over_time(${afterGc}[${window}]) and ${ON_INSTANCE} ${majorCollections(contract, window)} > 0`
}

/** Four adjacent windows whose floors rise, each by more than a share of the oldest. */
export interface Ladder {
  /** Hours of one window. */
  readonly windowHours: number
  /** Least rise from floor to floor, as a share of the oldest floor. */
  readonly stepRatio: number
}

/**
 * True where the floors of four adjacent windows rise without a pause. Found by simulation to be far
 * more specific than slopes (reference/alerting.md section 5: 0.2 to 1.1 % false alarms against 29 to 87 %).
 */
export function risingFloors(series: string, { windowHours, stepRatio }: Ladder): string[] {
  const floor = (windowsAgo: number): string => {
    const offset = windowsAgo === 0 ? '' : ` offset ${windowsAgo * windowHours}h`
    return `min_over_time(${series}[${windowHours}h]${offset})`
  }
  return [0, 1, 2].map((n) => `${floor(n)} - ${floor(n + 1)} > ${stepRatio} * ${floor(3)}`)
}

/**
 * Share of a series' variance that a straight line explains (R squared), from what PromQL has:
 * slope squared x window squared / 12 / variance, the variance of evenly spread times being window squared / 12.
 */
export function straightness(series: string, windowSeconds: number): string {
  const range = `${series}[${windowSeconds}s]`
  return `deriv(${range}) ^ 2 * ${windowSeconds ** 2 / 12} / stdvar_over_time(${range})`
}
