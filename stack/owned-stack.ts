import type { ComponentName } from './component.ts'
import { type ControlSocket, serveControl } from './control-socket.ts'
import type { LocalPorts } from './local-addresses.ts'
import type { RuntimeFolder } from './runtime-folder.ts'
import type { StackStatus } from './stack-status.ts'
import type { Supervisor } from './supervisor.ts'

export interface OwnedStackPlace {
  readonly runtime: RuntimeFolder
  readonly ports: LocalPorts
}

/** A stack that this process owns: it ends with it, and answers `status` and `down` by a socket. */
export class OwnedStack {
  /** Resolves when the stack has been stopped, by this process or through its socket. */
  readonly stopped: Promise<void>
  readonly #resolveStopped: () => void
  readonly #supervisor: Supervisor
  readonly #place: OwnedStackPlace
  #state: StackStatus['state'] = 'starting'
  #control: ControlSocket | undefined
  #starting: Promise<void> = Promise.resolve()
  #quiet: Promise<void> | undefined
  #stopping: Promise<void> | undefined

  constructor(supervisor: Supervisor, place: OwnedStackPlace) {
    this.#supervisor = supervisor
    this.#place = place
    const { promise, resolve } = Promise.withResolvers<void>()
    this.stopped = promise
    this.#resolveStopped = resolve
  }

  /** Returns when every component is ready; on failure or abort nothing is left running. */
  async start(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.#control = await serveControl(this.#place.runtime.socketFile, (q) => this.#answer(q))
    const onAbort = () => void this.stop()
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#starting = this.#supervisor.startAll()
    try {
      await this.#starting
      this.#state = 'ready'
    } catch (error) {
      await this.stop()
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  status(): StackStatus {
    const components = this.#supervisor.statuses()
    return { state: this.#state, pid: process.pid, ports: this.#place.ports, components }
  }

  /** Stops one component, as a drill does with a target. */
  stopComponent(name: ComponentName): Promise<void> {
    return this.#supervisor.stop(name)
  }

  /** Brings a stopped or ended component back. */
  startComponent(name: ComponentName): Promise<void> {
    return this.#supervisor.start(name)
  }

  /** Stops everything and closes the socket; harmless when repeated. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopProcesses()
      .then(() => this.#control?.close())
      .then(this.#resolveStopped)
    return this.#stopping
  }

  #stopProcesses(): Promise<void> {
    this.#state = 'stopping'
    this.#quiet ??= this.#supervisor.stopAll().then(async () => {
      await Promise.allSettled([this.#starting])
    })
    return this.#quiet
  }

  async #answer(question: string): Promise<StackStatus> {
    if (question === 'stop') {
      void this.stop()
      await this.#stopProcesses()
    }
    return this.status()
  }
}
