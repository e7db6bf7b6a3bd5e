import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { type Fault, fault } from './fault.ts'
import { numberParam, wholeNumberParam } from './fault-params.ts'

interface Burner {
  readonly worker: Worker
  /** CPU time of the thread, milliseconds, written by itself. */
  readonly cpuMs: Float64Array
}

/** Burns a share of a core in each of some worker threads: the event loop has no part in it but competes. */
export function cpuBurnFault(logger: Logger): Fault {
  let burners: Burner[] = []
  const burner = (ratio: number): Burner => {
    const cpuMs = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT))
    const worker = new Worker(new URL('cpu-burn-thread.ts', import.meta.url), {
      workerData: { ratio, cpuMs },
    })
    worker.on('error', (err) => logger.error({ err }, 'cpu-burn lost a thread'))
    return { worker, cpuMs }
  }
  return fault<{ ratio: number; threads: number }>({
    name: 'cpu-burn',
    rules: {
      ratio: numberParam(0.01, 1),
      threads: wholeNumberParam(1, availableParallelism(), 1),
    },
    start: ({ ratio, threads }) => {
      burners = Array.from({ length: threads }, () => burner(ratio))
    },
    stop: async () => {
      await Promise.all(burners.map(({ worker }) => worker.terminate()))
      burners = []
    },
    state: () => ({
      burningThreads: burners.length,
      burntCpuMs: Math.round(burners.reduce((sum, { cpuMs }) => sum + (cpuMs[0] ?? 0), 0)),
    }),
  })
}
