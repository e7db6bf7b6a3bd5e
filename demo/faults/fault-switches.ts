import type { Logger } from 'pino'
import { HttpProblem } from '../http-problem.ts'
import type { Deadline, Fault } from './fault.ts'

export interface FaultReport {
  readonly name: string
  readonly active: boolean
  readonly params: object | null
  readonly state: Readonly<Record<string, number>>
}

interface Active {
  readonly params: Deadline
  readonly deadline: NodeJS.Timeout | undefined
}

/** All faults behind one set of switches, thrown one after another so that on and off never overlap. */
export class FaultSwitches {
  readonly #faults: ReadonlyMap<string, Fault>
  readonly #active = new Map<string, Active>()
  readonly #logger: Logger
  #turn: Promise<unknown> = Promise.resolve()

  constructor(faults: readonly Fault[], logger: Logger) {
    this.#faults = new Map(faults.map((fault) => [fault.name, fault]))
    this.#logger = logger
  }

  list(): FaultReport[] {
    return [...this.#faults.values()].map((fault) => this.#report(fault))
  }

  /** Switches a fault on, or over to new parameters; bad parameters change nothing. */
  switchOn(name: string, body: unknown): Promise<FaultReport> {
    const fault = this.#find(name)
    const { params, start } = fault.plan(body)
    return this.#inTurn(async () => {
      await this.#stop(fault)
      await startOrUndo(fault, start)
      this.#active.set(name, { params, deadline: this.#endLater(fault, params) })
      this.#logger.warn({ fault: name, params }, 'fault switched on')
      return this.#report(fault)
    })
  }

  switchOff(name: string): Promise<FaultReport> {
    const fault = this.#find(name)
    return this.#inTurn(async () => {
      await this.#stop(fault)
      return this.#report(fault)
    })
  }

  /** One that does not end keeps no other from ending; its failure is told when all were tried. */
  switchAllOff(): Promise<FaultReport[]> {
    return this.#inTurn(async () => {
      const stops = [...this.#faults.values()].map((fault) => this.#stop(fault))
      const failure = (await Promise.allSettled(stops)).find(({ status }) => status === 'rejected')
      if (failure?.status === 'rejected') throw failure.reason
      return this.list()
    })
  }

  /** Goes on with what outlived the last process; what cannot be read is no reason not to serve. */
  async resume(): Promise<void> {
    for (const { name, resume } of this.#faults.values()) {
      try {
        const body = await resume?.()
        if (body !== undefined) await this.switchOn(name, body)
      } catch (err) {
        this.#logger.warn({ err, fault: name }, 'fault not resumed')
      }
    }
  }

  /** A client that was killed switches nothing off: the deadline it gave does. */
  #endLater(fault: Fault, params: Deadline): NodeJS.Timeout | undefined {
    if (params.forSeconds === undefined) return undefined
    const end = (): Promise<void> =>
      this.#inTurn(async () => {
        // Switched over while this waited for its turn: the new parameters have their own deadline.
        if (this.#active.get(fault.name)?.params === params) await this.#stop(fault)
      }).catch((err: unknown) => this.#logger.error({ err, fault: fault.name }, 'fault not ended'))
    return setTimeout(() => void end(), params.forSeconds * 1000).unref()
  }

  async #stop(fault: Fault): Promise<void> {
    const active = this.#active.get(fault.name)
    if (!active) return
    // First the fault: one that could not give everything back stays on, to be switched off again.
    await fault.stop()
    clearTimeout(active.deadline)
    this.#active.delete(fault.name)
    this.#logger.warn({ fault: fault.name }, 'fault switched off')
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task)
    this.#turn = result.catch(() => {})
    return result
  }

  #find(name: string): Fault {
    const fault = this.#faults.get(name)
    if (fault) return fault
    const known = [...this.#faults.keys()].join(', ')
    throw new HttpProblem(404, 'unknown_fault', `no fault "${name}" (known: ${known})`)
  }

  #report(fault: Fault): FaultReport {
    const params = this.#active.get(fault.name)?.params ?? null
    return { name: fault.name, active: params !== null, params, state: fault.state() }
  }
}

async function startOrUndo(fault: Fault, start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    await fault.stop()
    throw error
  }
}
