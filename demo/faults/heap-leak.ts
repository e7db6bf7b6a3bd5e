import { type Fault, fault } from './fault.ts'
import { numberParam, wholeNumberParam } from './fault-params.ts'
import type { Strike } from './request-fault.ts'

const bytesPerMegabyte = 1024 * 1024
/** Chunks stay below V8's large-object limit, so the leak lies in the ordinary old space. */
const chunkBytes = 64 * 1024
/** A double in an array takes 8 bytes of heap. */
const bytesPerDouble = 8
const tickMs = 250

interface Params {
  readonly megabytesPerMinute: number
  readonly bytesPerRequest: number
}

/** Keeps real JavaScript heap objects alive, by the clock and by the request, until switched off. */
export class HeapLeak {
  readonly fault: Fault
  #kept: number[][] = []
  #keptBytes = 0
  #bytesPerRequest = 0
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.fault = fault<Params>({
      name: 'heap-leak',
      rules: {
        megabytesPerMinute: numberParam(0, 10_000, 0),
        bytesPerRequest: wholeNumberParam(0, 10 * bytesPerMegabyte, 0),
      },
      check: (params) =>
        params.megabytesPerMinute + params.bytesPerRequest === 0
          ? 'megabytesPerMinute or bytesPerRequest must be above 0'
          : undefined,
      start: (params) => this.#start(params),
      stop: () => {
        clearInterval(this.#timer)
        this.#bytesPerRequest = 0
        this.#kept = []
        this.#keptBytes = 0
      },
      state: () => ({ keptBytes: this.#keptBytes }),
    })
  }

  keepForRequest(): void {
    if (this.#bytesPerRequest > 0) this.#keep(this.#bytesPerRequest)
  }

  readonly strike: Strike = ({ spared }) => {
    if (!spared) this.keepForRequest()
    return undefined
  }

  #start({ megabytesPerMinute, bytesPerRequest }: Params): void {
    this.#bytesPerRequest = bytesPerRequest
    if (megabytesPerMinute === 0) return
    const bytesPerMs = (megabytesPerMinute * bytesPerMegabyte) / 60_000
    let lastMs = performance.now()
    let owedBytes = 0
    this.#timer = setInterval(() => {
      const nowMs = performance.now()
      owedBytes += (nowMs - lastMs) * bytesPerMs
      lastMs = nowMs
      const bytes = Math.floor(owedBytes)
      owedBytes -= bytes
      this.#keep(bytes)
    }, tickMs)
  }

  #keep(bytes: number): void {
    for (let left = bytes; left > 0; left -= chunkBytes) {
      const doubles = Math.ceil(Math.min(left, chunkBytes) / bytesPerDouble)
      this.#kept.push(new Array<number>(doubles).fill(0.5))
    }
    this.#keptBytes += bytes
  }
}
