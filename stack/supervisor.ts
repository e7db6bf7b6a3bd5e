import { join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import type { Component, ComponentName, ComponentState, ComponentStatus } from './component.ts'
import { type OwnedProcess, type StartOptions, startProcess } from './owned-process.ts'
import { type ProcessRecord, writeRecords } from './process-records.ts'

export interface SupervisorOptions {
  readonly logFolder: string
  /** The file that lists the running processes for the next start. */
  readonly recordFile: string
  readonly onChange?: (status: ComponentStatus) => void
}

/** Owns the components' processes: starts each when what it needs is ready, stops them in reverse. */
export class Supervisor {
  readonly #components: ReadonlyMap<ComponentName, Component>
  readonly #options: SupervisorOptions
  readonly #statuses = new Map<ComponentName, ComponentStatus>()
  readonly #processes = new Map<ComponentName, OwnedProcess>()
  readonly #records = new Map<ComponentName, ProcessRecord>()
  readonly #giveUp = new AbortController()

  constructor(components: readonly Component[], options: SupervisorOptions) {
    this.#components = new Map(components.map((component) => [component.name, component]))
    this.#options = options
    for (const { name } of components) this.#change(name, 'waiting')
  }

  statuses(): ComponentStatus[] {
    return [...this.#statuses.values()]
  }

  /** Starts all of them, as parallel as their needs allow; when one fails, none is left running. */
  async startAll(): Promise<void> {
    const starts = new Map<ComponentName, Promise<void>>()
    const startOnce = (component: Component): Promise<void> => {
      const known = starts.get(component.name)
      if (known) return known
      const needed = component.needs.flatMap((name) => this.#components.get(name) ?? [])
      const started = Promise.all(needed.map(startOnce)).then(() => this.start(component.name))
      starts.set(component.name, started)
      return started
    }
    try {
      await Promise.all([...this.#components.values()].map(startOnce))
    } catch (error) {
      this.#giveUp.abort(error)
      await Promise.allSettled(starts.values())
      await this.stopAll()
      throw error
    }
  }

  /** Starts one component; a drill uses it to bring back what it stopped. */
  async start(name: ComponentName): Promise<void> {
    const component = this.#known(name)
    this.#giveUp.signal.throwIfAborted()
    this.#change(name, 'starting')
    const owned = await this.#startOrRepair(component)
    if (this.#giveUp.signal.aborted) await owned.stop()
    this.#giveUp.signal.throwIfAborted()
    this.#processes.set(name, owned)
    this.#change(name, 'ready', owned)
    void owned.ended.then((end) => {
      this.#forget(name)
      if (!end.asked) this.#change(name, 'ended')
    })
  }

  /** Stops one component and waits until it has ended. */
  async stop(name: ComponentName): Promise<void> {
    const owned = this.#processes.get(name)
    if (!owned) return
    this.#change(name, 'stopping', owned)
    await owned.stop()
    this.#change(name, 'stopped')
  }

  /** Stops all of them, each after those that need it. Harmless when repeated. */
  async stopAll(): Promise<void> {
    this.#giveUp.abort(new PlimsollError('PROCESS_FAILED', 'the stack was stopped as it started'))
    const stops = new Map<ComponentName, Promise<void>>()
    const stopOnce = (component: Component): Promise<void> => {
      const known = stops.get(component.name)
      if (known) return known
      const users = [...this.#components.values()].filter(({ needs }) =>
        needs.includes(component.name),
      )
      const stopped = Promise.all(users.map(stopOnce)).then(() => this.stop(component.name))
      stops.set(component.name, stopped)
      return stopped
    }
    await Promise.all([...this.#components.values()].map(stopOnce))
  }

  async #startOrRepair(component: Component): Promise<OwnedProcess> {
    await component.prepare?.()
    try {
      return await this.#startProcess(component)
    } catch (error) {
      if (this.#giveUp.signal.aborted || !(error instanceof Error)) throw error
      if (!(await component.repair?.(error))) throw error
      await component.prepare?.()
      return await this.#startProcess(component)
    }
  }

  async #startProcess({ name, spec }: Component): Promise<OwnedProcess> {
    const options: StartOptions = {
      logFile: this.#logFile(name),
      signal: this.#giveUp.signal,
      onSpawn: (identity) => {
        this.#records.set(name, { ...identity, name, signal: spec.stop.signal })
        this.#saveRecords()
      },
    }
    try {
      return await startProcess(spec, options)
    } catch (error) {
      this.#forget(name)
      this.#change(name, 'ended')
      throw error
    }
  }

  #known(name: ComponentName): Component {
    const component = this.#components.get(name)
    if (!component) throw new Error(`this stack has no component ${name}`)
    return component
  }

  #forget(name: ComponentName): void {
    this.#processes.delete(name)
    this.#records.delete(name)
    this.#saveRecords()
  }

  #saveRecords(): void {
    writeRecords(this.#options.recordFile, [...this.#records.values()])
  }

  #logFile(name: ComponentName): string {
    return join(this.#options.logFolder, `${name}.log`)
  }

  #change(name: ComponentName, state: ComponentState, owned?: OwnedProcess): void {
    const running = owned && { pid: owned.pid, startupMs: Math.round(owned.startupMs) }
    const status = { name, state, logFile: this.#logFile(name), ...running }
    this.#statuses.set(name, status)
    this.#options.onChange?.(status)
  }
}
