import { parentPort, workerData } from 'node:worker_threads'
import { PlimsollError } from '../contract/errors.ts'
import { rehearse } from './rehearsal.ts'
import { TrafficEngine } from './traffic-engine.ts'
import type { FromWorker, ToWorker, TrafficOrder } from './traffic-messages.ts'

/** The thread that sends the load: scrapes, progress and the API live in another, so none of them delays a request. */
async function work(order: TrafficOrder): Promise<void> {
  const tell = (message: FromWorker): void => parentPort?.postMessage(message)
  const fail = ({ code, message, hint }: PlimsollError): void => {
    tell({ kind: 'failed', code, message, hint })
    parentPort?.close()
  }
  try {
    await rehearse(order)
    const engine = new TrafficEngine(order, {
      onSlice: (index, buffer) => tell({ kind: 'slice', index, buffer }),
      onEvidence: (evidence) => tell({ kind: 'evidence', evidence }),
      onShortage: (code) => tell({ kind: 'shortage', code }),
      onFatal: fail,
      onDone: (stoppedMs, answers) => {
        tell({ kind: 'done', stoppedMs, answers })
        parentPort?.close()
      },
    })
    parentPort?.on('message', (message: ToWorker) => {
      if (message.kind === 'start') engine.start(message.startNs)
      else if (message.kind === 'plan') engine.follow(message.plan, message.connections)
      else engine.stop(message.mode)
    })
    tell({ kind: 'ready' })
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    fail(error)
  }
}

await work(workerData)
