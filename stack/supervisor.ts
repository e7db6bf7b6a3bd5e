import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { Component, ComponentName, ComponentState, ComponentStatus } from './component.ts'
import { type OwnedProcess, type StartOptions, startProcess } from './owned-process.ts'
import { type ProcessRecord, writeRecords } from './process-records.ts'

/** Wait before a component that ended by itself is started again, milliseconds: doubled each time, up to the longest. */
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** One that ran so long is taken as well again: the next wait is the first one. */
const WELL_AFTER_MS = 60_000

export interface SupervisorOptions {
  readonly logFolder: string
  /** The file that lists the running processes for the next start. */
  readonly recordFile: string
  readonly onChange?: (status: ComponentStatus) => void
  /** Gets one line for each component that ends by itself. */
  readonly say: (line: string) => void
}

/** Owns the components' processes: starts each when what it needs is ready, stops them in reverse. */
export class Supervisor {
  readonly #components: ReadonlyMap<ComponentName, Component>
  readonly #options: SupervisorOptions
  readonly #statuses = new Map<ComponentName, ComponentStatus>()
  readonly #processes = new Map<ComponentName, OwnedProcess>()
  readonly #records = new Map<ComponentName, ProcessRecord>()
  readonly #giveUp = new AbortController()
  readonly #waits = new Map<ComponentName, number>()
  readonly #comebacks = new Set<Promise<void>>()

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
    await this.#run(component, () => this.#startOrRepair(component))
  }

  async #run(component: Component, begin: () => Promise<OwnedProcess>): Promise<void> {
    const { name } = component
    this.#giveUp.signal.throwIfAborted()
    this.#change(name, 'starting')
    const owned = await begin()
    if (this.#giveUp.signal.aborted) await owned.stop()
    this.#giveUp.signal.throwIfAborted()
    this.#processes.set(name, owned)
    this.#change(name, 'ready', owned)
    const readyAt = performance.now()
    void owned.ended.then((end) => {
      this.#forget(name)
      if (end.asked) return
      this.#change(name, 'ended')
      const ranMs = performance.now() - readyAt
      this.#afterCrash(component, `ended by itself (${end.signal ?? `exit ${end.code}`})`, ranMs)
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
    await Promise.all(this.#comebacks)
  }

  #afterCrash(component: Component, how: string, ranMs: number): void {
    const { name, afterCrash } = component
    if (this.#giveUp.signal.aborted) return
    if (afterCrash === 'leave') {
      this.#options.say(`${name} ${how} and stays down; its log: ${this.#logFile(name)}`)
      return
    }
    const before = ranMs >= WELL_AFTER_MS ? undefined : this.#waits.get(name)
    const waitMs = before === undefined ? FIRST_WAIT_MS : Math.min(2 * before, LONGEST_WAIT_MS)
    this.#waits.set(name, waitMs)
    this.#options.say(`${name} ${how}; it is started again in ${waitMs / 1000} s`)
    const comeback = this.#comeBack(component, waitMs).finally(() =>
      this.#comebacks.delete(comeback),
    )
    this.#comebacks.add(comeback)
  }

  /** Its folder stays as it was: Prometheus still knows the run under way. */
  async #comeBack(component: Component, waitMs: number): Promise<void> {
    const { signal } = this.#giveUp
    try {
      await delay(waitMs, undefined, { signal })
      const { state } = this.#statuses.get(component.name) ?? {}
      if (state !== 'ended') return // somebody was faster
      await this.#run(component, () => this.#startProcess(component))
    } catch (error) {
      if (signal.aborted) return
      const [why = ''] = (error as Error).message.split('; the end of its log')
      this.#afterCrash(component, `did not come back: ${why}`, 0)
    }
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
    try {
      this.#saveRecords()
    } catch (error) {
      // One that has ended is left on a list that nobody takes at its word.
      this.#options.say(`the list of processes is out of date: ${(error as Error).message}`)
    }
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
