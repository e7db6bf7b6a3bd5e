import { setTimeout as delay } from 'node:timers/promises'
import type { RequestHandler } from 'express'
import { HttpProblem } from '../http-problem.ts'
import { type Fault, fault } from './fault.ts'
import { numberParam, pathOf, routeParam } from './fault-params.ts'
import type { HeapLeak } from './heap-leak.ts'

interface Targeted {
  readonly ratio: number
  readonly route: string | undefined
}

/** Faults that strike single requests: delay, error answers, and memory kept for each. */
export class RequestFaults {
  readonly latency: Fault
  readonly errors: Fault
  readonly #heapLeak: HeapLeak
  readonly #random: () => number
  #latency: (Targeted & { readonly ms: number }) | undefined
  #errors: Targeted | undefined
  #delayed = 0
  #failed = 0

  constructor(routes: ReadonlySet<string>, heapLeak: HeapLeak, random: () => number) {
    this.#heapLeak = heapLeak
    this.#random = random
    this.latency = fault<{ ms: number; ratio: number; route: string | undefined }>({
      name: 'latency',
      rules: {
        ms: numberParam(1, 60_000),
        ratio: numberParam(0, 1, 1),
        route: routeParam(routes),
      },
      start: (params) => {
        this.#latency = params
        this.#delayed = 0
      },
      stop: () => {
        this.#latency = undefined
      },
      state: () => ({ delayedRequests: this.#delayed }),
    })
    this.errors = fault<{ ratio: number; route: string | undefined }>({
      name: 'errors',
      rules: { ratio: numberParam(0, 1), route: routeParam(routes) },
      start: (params) => {
        this.#errors = params
        this.#failed = 0
      },
      stop: () => {
        this.#errors = undefined
      },
      state: () => ({ failedRequests: this.#failed }),
    })
  }

  /** Goes before a route's handler. A `spared` route (health) is struck only where a fault names it. */
  gate(route: string, spared: boolean): RequestHandler {
    const path = pathOf(route)
    const strikes = (target: Targeted): boolean =>
      (target.route === undefined ? !spared : target.route === route || target.route === path) &&
      this.#random() < target.ratio

    return async (_req, _res, next) => {
      if (!spared) this.#heapLeak.keepForRequest()
      const latency = this.#latency
      if (latency && strikes(latency)) {
        this.#delayed += 1
        await delay(latency.ms)
      }
      if (this.#errors && strikes(this.#errors)) {
        this.#failed += 1
        throw new HttpProblem(500, 'injected', 'failed by the errors fault')
      }
      next()
    }
  }
}
