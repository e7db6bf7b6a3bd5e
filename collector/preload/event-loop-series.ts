import { monitorEventLoopDelay } from 'node:perf_hooks'
import { PROCESS } from '../../series/process-series.ts'
import { type Family, singleFamily } from './series-text.ts'

/** How often the monitor looks, which it also adds to what it finds. 20 ms costs an idle process 1 % of a core, 1 ms 8 %. */
const DELAY_RESOLUTION_MS = 20

/** The event loop since it was last read. Each reader (the page, OTLP) has its own: one would shorten the other's window. */
export class EventLoopSeries {
  readonly families: readonly Family[]
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  #utilization = performance.eventLoopUtilization()

  constructor() {
    this.families = [
      singleFamily(PROCESS.eventLoopDelayP99, () => this.#delayP99Seconds()),
      singleFamily(PROCESS.eventLoopUtilization, () => this.#utilizationSinceLast()),
    ]
  }

  /** Begins to watch; returns how to stop, by which bench/ measures the cost inside one process. */
  observe(): () => void {
    this.#delay.enable()
    return () => this.#delay.disable()
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
