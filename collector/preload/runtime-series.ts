import {
  constants,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  type PerformanceObserverEntryList,
} from 'node:perf_hooks'
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import { PROCESS } from '../../series/process-series.ts'
import { GC_EDGES_SECONDS } from './default-edges.ts'
import type { Guard } from './guard.ts'
import { HistogramFamily } from './histogram.ts'
import { type Family, scalarFamily, singleFamily } from './series-text.ts'

/** How often the monitor looks, which it also adds to what it finds. 20 ms costs an idle process 1 % of a core, 1 ms 8 %. */
const DELAY_RESOLUTION_MS = 20

/** V8, garbage collection and the event loop. */
export class RuntimeSeries {
  readonly families: readonly Family[]
  readonly #gcDurations = new HistogramFamily(PROCESS.gcDuration, GC_EDGES_SECONDS)
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  #utilization = performance.eventLoopUtilization()
  #heapAfterMajorGc: number | undefined

  constructor() {
    this.families = [
      scalarFamily(PROCESS.heapUsed, () =>
        getHeapSpaceStatistics().map(({ space_name, space_used_size }) => ({
          labels: [space_name],
          value: space_used_size,
        })),
      ),
      scalarFamily(PROCESS.heapAfterGc, () =>
        this.#heapAfterMajorGc === undefined
          ? []
          : [{ labels: ['major'], value: this.#heapAfterMajorGc }],
      ),
      singleFamily(PROCESS.heapSizeLimit, () => getHeapStatistics().heap_size_limit),
      this.#gcDurations,
      singleFamily(PROCESS.eventLoopDelayP99, () => this.#delayP99Seconds()),
      singleFamily(PROCESS.eventLoopUtilization, () => this.#utilizationSinceLast()),
    ]
  }

  /**
   * Begins to watch; returns how to stop, by which bench/ measures the cost inside one process.
   * The heap counts as a floor only after a major collection: others leave garbage behind.
   */
  observe(guard: Guard): () => void {
    this.#delay.enable()
    const byKind = new Map([
      [constants.NODE_PERFORMANCE_GC_MAJOR, this.#gcDurations.add(['major'])],
      [constants.NODE_PERFORMANCE_GC_MINOR, this.#gcDurations.add(['minor'])],
      [constants.NODE_PERFORMANCE_GC_INCREMENTAL, this.#gcDurations.add(['incremental'])],
      [constants.NODE_PERFORMANCE_GC_WEAKCB, this.#gcDurations.add(['weakcb'])],
    ])
    const onCollections = guard.handler(
      'watching garbage collection',
      (list: PerformanceObserverEntryList) => {
        for (const { duration, detail } of list.getEntries() as CollectionEntry[]) {
          const { kind } = detail
          byKind.get(kind)?.record(duration / 1000)
          if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) {
            this.#heapAfterMajorGc = getHeapStatistics().used_heap_size
          }
        }
      },
    )
    const observer = new PerformanceObserver(onCollections)
    observer.observe({ entryTypes: ['gc'] })
    return () => {
      observer.disconnect()
      this.#delay.disable()
    }
  }

  #delayP99Seconds(): number {
    const delaySeconds = this.#delay.percentile(99) / 1e9 - DELAY_RESOLUTION_MS / 1000
    this.#delay.reset()
    return Math.max(0, delaySeconds)
  }

  #utilizationSinceLast(): number {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization)
    this.#utilization = now
    return utilization
  }
}

/** What entries of the type 'gc' are; the typings know only what all entries have. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } }
