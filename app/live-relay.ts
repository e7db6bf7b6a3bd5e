import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { LoadChange } from '../measurement/run-record.ts'
import type { RunningRun } from '../store/running-runs.ts'
import { withStore } from './connect-store.ts'
import { LiveFeed } from './live-feed.ts'
import type { LivePoint, LiveState } from './live-state.ts'
import type { Project } from './project.ts'
import { runningRuns } from './run-register.ts'

/** How often we look whether a run began, in milliseconds, and only while somebody watches. */
const LOOK_EVERY_MS = 1_000
const CONNECT_DEADLINE_MS = 5_000

/** A server-sent event on its way from a run to those who watch, as text. */
export interface RelayedEvent {
  readonly name: 'idle' | 'history' | 'state' | 'ended'
  readonly data: string
}

export type RelayListener = (event: RelayedEvent) => void

/** Passes on the live stream of whatever run is under way, this process's own or a terminal's. */
export class LiveRelay {
  readonly #project: Pick<Project, 'home'>
  readonly #listeners = new Set<RelayListener>()
  #abort: AbortController | undefined
  /** What is known of the run now relayed. */
  #feed: LiveFeed | undefined

  constructor(project: Pick<Project, 'home'>) {
    this.#project = project
  }

  /** Sends what is known at once and everything after it; the answer ends that. */
  subscribe(listener: RelayListener): () => void {
    this.#listeners.add(listener)
    const latest = this.#feed?.latest
    if (this.#feed && latest) {
      listener({ name: 'history', data: JSON.stringify(this.#feed.points) })
      listener({ name: 'state', data: JSON.stringify(latest) })
    } else listener({ name: 'idle', data: '{}' })
    if (!this.#abort) this.#watch()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.close()
    }
  }

  close(): void {
    this.#abort?.abort()
    this.#abort = undefined
    this.#feed = undefined
  }

  #watch(): void {
    const abort = new AbortController()
    this.#abort = abort
    void this.#follow(abort.signal)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const run = this.#currentRun()
      if (run) await this.#relay(run, signal)
      else await pause(LOOK_EVERY_MS, signal)
    }
  }

  #currentRun(): RunningRun | undefined {
    try {
      return withStore(this.#project, (store) => runningRuns(store)[0])
    } catch {
      return undefined // a locked store is looked at again; everything else says so where it is asked for
    }
  }

  async #relay(run: RunningRun, signal: AbortSignal): Promise<void> {
    try {
      for await (const event of liveEvents(run, signal)) this.#pass(event)
    } catch {
      // The run ended between two events, or nobody watches any more.
    }
    if (signal.aborted) return
    this.#feed = undefined
    this.#pass({ name: 'ended', data: JSON.stringify({ runId: run.id }) })
    await pause(LOOK_EVERY_MS, signal)
  }

  #pass(event: RelayedEvent): void {
    if (event.name === 'history') this.#feed = new LiveFeed(JSON.parse(event.data) as LivePoint[])
    if (event.name === 'state') this.#feed?.publish(JSON.parse(event.data) as LiveState)
    for (const listener of this.#listeners) listener(event)
  }
}

/** Asks a run under way to end early; it writes what it has. */
export async function stopRunningRun(project: Pick<Project, 'home'>): Promise<RunningRun> {
  return (await askRunningRun(project, '/stop')).run
}

/** Changes the load of the run under way, whichever process sends it; its refusals come back as they were said. */
export async function changeRunningLoad(
  project: Pick<Project, 'home'>,
  command: LoadCommand,
): Promise<{ readonly runId: string; readonly change: LoadChange }> {
  const { kind, ...level } = command
  const path = kind === 'level' ? '/load' : `/${kind}`
  const { run, answer } = await askRunningRun(project, path, level)
  return { runId: run.id, change: answer as LoadChange }
}

/** @param path what is asked, in the run's own words (live-endpoint.ts) */
async function askRunningRun(
  project: Pick<Project, 'home'>,
  path: string,
  body: unknown = {},
): Promise<{ readonly run: RunningRun; readonly answer: unknown }> {
  const run = withStore(project, (store) => runningRuns(store)[0])
  if (!run) {
    throw new PlimsollError('NOT_RUNNING', 'no run is under way', {
      hint: 'start one: plimsoll run smoke',
    })
  }
  const response = await fetch(`${run.liveUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${run.liveSecret}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(CONNECT_DEADLINE_MS),
  })
  const answer: unknown = await response.json()
  if (response.ok) return { run, answer }
  const { code, message, hint } = answer as Pick<PlimsollError, 'code' | 'message' | 'hint'>
  throw new PlimsollError(code, message, hint === undefined ? {} : { hint })
}

async function* liveEvents(run: RunningRun, signal: AbortSignal): AsyncGenerator<RelayedEvent> {
  const response = await fetch(`${run.liveUrl}/live`, {
    headers: { authorization: `Bearer ${run.liveSecret}` },
    signal,
  })
  if (!response.ok || !response.body) return
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = `${rest}${chunk}`.split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const event = parseEvent(part)
      if (event) yield event
    }
  }
}

function parseEvent(text: string): RelayedEvent | undefined {
  const [, name, data] = /^event: (history|state)\ndata: (.*)$/.exec(text) ?? []
  if (data === undefined || (name !== 'history' && name !== 'state')) return undefined
  return { name, data }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
