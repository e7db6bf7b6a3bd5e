import {
  constants,
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

/** V8 and garbage collection. */
export class RuntimeSeries {
  readonly families: readonly Family[]
  readonly #gcDurations = new HistogramFamily(PROCESS.gcDuration, GC_EDGES_SECONDS)
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
    ]
  }

  /**
   * Begins to watch; returns how to stop, by which bench/ measures the cost inside one process.
   * The heap counts as a floor only after a major collection: others leave garbage behind.
   */
  observe(guard: Guard): () => void {
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
    return () => observer.disconnect()
  }
}

/** What entries of the type 'gc' are; the typings know only what all entries have. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } }
