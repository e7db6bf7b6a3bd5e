import type { Response } from 'express'

/** Requests that a fault holds back: each until its time, its client's end, or until all are let go. */
export class HeldRequests {
  readonly #held = new Set<() => void>()

  get count(): number {
    return this.#held.size
  }

  /** @param ms how long at most; without it only the client or `letAllGo` ends the wait. */
  hold(res: Response, ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const letGo = (): void => {
        clearTimeout(timer)
        res.off('close', letGo)
        this.#held.delete(letGo)
        resolve()
      }
      const timer = ms === undefined ? undefined : setTimeout(letGo, ms)
      res.once('close', letGo)
      this.#held.add(letGo)
    })
  }

  letAllGo(): void {
    for (const letGo of [...this.#held]) letGo()
  }
}
