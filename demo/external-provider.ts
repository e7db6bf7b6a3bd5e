import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { StandInBehaviour } from './external-stand-in.ts'

/**
 * The provider's stand-in in a thread of its own: its delays do not depend on how busy the service is,
 * and what watches the service's HTTP servers does not mistake it for one of them.
 */
export class ExternalProvider {
  readonly url: string
  readonly #worker: Worker
  readonly #unanswered: Int32Array
  #behaviour: StandInBehaviour = 'answer'

  private constructor(url: string, worker: Worker, unanswered: Int32Array) {
    this.url = url
    this.#worker = worker
    this.#unanswered = unanswered
  }

  static async start(port: number, logger: Logger): Promise<ExternalProvider> {
    const unanswered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const worker = new Worker(new URL('external-stand-in-thread.ts', import.meta.url), {
      workerData: { port, unanswered },
    })
    const [url] = (await once(worker, 'message')) as [string]
    worker.on('error', (err) => logger.error({ err }, 'the external stand-in ended'))
    return new ExternalProvider(url, worker, unanswered)
  }

  get isListening(): boolean {
    return this.#behaviour !== 'refuse'
  }

  /** Calls it accepted and left without an answer so far. */
  get unansweredCalls(): number {
    return Atomics.load(this.#unanswered, 0)
  }

  /** Resolves when the thread behaves so. One call at a time. */
  async behave(behaviour: StandInBehaviour): Promise<void> {
    this.#worker.postMessage(behaviour)
    const [done] = (await once(this.#worker, 'message')) as [StandInBehaviour]
    this.#behaviour = done
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}
