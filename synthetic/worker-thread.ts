import { Worker } from 'node:worker_threads'
import { PlimsollError } from '../contract/errors.ts'
import type { FailureEvidence } from '../measurement/run-record.ts'
import type { LoadPlan } from '../workload/load-plan.ts'
import { LiveCounts } from './live-counts.ts'
import { SliceCounts, type SliceShape } from './slice-counts.ts'
import type { FromWorker, StopMode, ToWorker, TrafficOrder } from './traffic-messages.ts'

/** How a worker ended: it said so, or it was lost with what it had under way. */
export interface WorkerEnding {
  readonly kind: 'done' | 'lost'
  readonly stoppedMs: number
  /** What a lost worker died of, if it said so. */
  readonly cause?: string
}

/** How long a terminated thread may take to go, milliseconds; it takes some 2. */
const EXIT_MS = 1000

/**
 * Room for what a worker has just made, megabytes: nearly all of it is gone with its request, so more of it only grows
 * the process (V8 takes 48 if it may) and makes no request cheaper.
 */
const YOUNG_MB = 12

/** The coordinator's end of one worker thread. */
export class WorkerThread {
  readonly index: number
  readonly live: LiveCounts
  /** Its slices that are not yet read, by index. */
  readonly slices = new Map<number, SliceCounts>()
  /** What the machine had no more of, as the system's errors. */
  readonly shortages = new Set<string>()
  readonly ready: Promise<void>
  readonly ended: Promise<WorkerEnding>
  ending: WorkerEnding | undefined
  readonly #worker: Worker
  readonly #end: (ending: WorkerEnding) => void
  readonly #now: () => number
  /** What it died of, as far as that is known. */
  #crash: string | undefined

  /** @param now milliseconds on the run's clock, to date a loss */
  constructor(
    order: TrafficOrder,
    shape: SliceShape,
    now: () => number,
    onEvidence: (evidence: FailureEvidence) => void,
  ) {
    this.index = order.worker.index
    this.live = new LiveCounts(shape, order.liveBuffer)
    this.#worker = new Worker(new URL('./traffic-worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const ready = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<WorkerEnding>()
    this.ready = ready.promise
    this.ended = ended.promise
    this.ended.catch(() => undefined) // it may fail before anyone listens; who listens still sees it
    const end = (ending: WorkerEnding): void => {
      this.ending ??= ending
      ended.resolve(this.ending)
    }
    this.#end = end
    this.#now = now
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') ready.resolve()
      else if (message.kind === 'slice') {
        this.slices.set(message.index, new SliceCounts(shape, message.buffer))
      } else if (message.kind === 'evidence') onEvidence(message.evidence)
      else if (message.kind === 'shortage') this.shortages.add(message.code)
      else if (message.kind === 'done') end({ kind: 'done', stoppedMs: message.stoppedMs })
      else {
        const error = new PlimsollError(message.code, message.message, {
          ...(message.hint !== undefined && { hint: message.hint }),
        })
        ready.reject(error)
        ended.reject(error)
      }
    })
    this.#worker.on('error', (error) => {
      this.#crash = String(error)
    })
    this.#worker.on('exit', () => {
      const cause = this.#crash
      ready.reject(new Error(cause ?? 'a traffic worker ended before it began'))
      end({ kind: 'lost', stoppedMs: now(), ...(cause !== undefined && { cause }) })
    })
  }

  start(startNs: bigint): void {
    this.#tell({ kind: 'start', startNs })
  }

  /** @param connections how many it may open from now on */
  follow(plan: LoadPlan, connections: number): void {
    this.#tell({ kind: 'plan', plan, connections })
  }

  stop(mode: StopMode): void {
    this.#tell({ kind: 'stop', mode })
  }

  /**
   * Ends the thread, whatever it does: it counts as lost unless it was done. A thread that does not even let itself be
   * terminated holds up neither the run nor the process.
   */
  async terminate(): Promise<void> {
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, EXIT_MS)
    this.#crash ??= 'it did not answer and was terminated'
    await Promise.race([this.#worker.terminate(), patience.promise])
    clearTimeout(timer)
    this.#worker.unref()
    this.#end({
      kind: 'lost',
      stoppedMs: this.#now(),
      cause: this.#crash,
    })
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message)
  }
}
