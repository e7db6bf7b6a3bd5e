import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import type { HistogramData } from '../../measurement/histogram-data.ts'

/**
 * What this machine itself takes: a bare socket asks the target for an instant answer, again and again, beside the load
 * but with nothing of the engine. Two processes are woken for each, as for every request of the engine. It has a thread
 * of its own: what this one does beside the load is not the machine's.
 * @returns ends the probing and tells the round trips, microseconds
 */
export async function probeWire(port: number): Promise<() => Promise<LatencyHistogram>> {
  const thread = new Worker(new URL('./wire-probe-thread.ts', import.meta.url), {
    workerData: port,
  })
  const exited = once(thread, 'exit') // asked for now: it may come in the same breath as the last message
  await once(thread, 'message')
  return async () => {
    thread.postMessage('stop')
    const [data] = (await once(thread, 'message')) as [HistogramData]
    await exited
    return LatencyHistogram.fromData(data)
  }
}
