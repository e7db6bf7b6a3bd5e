/** @import { LivePoint, LiveState } from './api-types.js' */

const POINT_EVERY_MS = 1_000

/** The run under way as the server streams it; it is followed whatever room is open, and the browser reconnects. */
export class LiveFeed {
  /** @type {LiveState | undefined} */
  state = undefined
  /** @type {LivePoint[]} */
  points = []
  ended = false
  /** @type {'connected' | 'lost'} */
  connection = 'connected'
  /** True when the server refused the stream: the browser does not try again by itself. */
  refused = false
  /** @type {Set<() => void>} */
  #listeners = new Set()
  /** @type {EventSource | undefined} */
  #source = undefined

  /** Load is being sent now. */
  get running() {
    return this.state !== undefined && !this.ended
  }

  /**
   * Calls back after each change.
   * @param {() => void} listener
   * @returns {() => void} stops that
   */
  onChange(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Opens the stream, unless it is open: again after signing in. */
  connect() {
    if (this.#source && this.#source.readyState !== EventSource.CLOSED) return
    const source = new EventSource('/api/live')
    this.#source = source
    source.addEventListener('open', () => this.#connected(true))
    source.addEventListener('error', () => this.#connected(false))
    source.addEventListener('idle', () => this.#idle())
    source.addEventListener('history', ({ data }) => {
      this.points = JSON.parse(data)
    })
    source.addEventListener('state', ({ data }) => this.#state(JSON.parse(data)))
    source.addEventListener('ended', () => {
      this.ended = true
      this.#changed()
    })
  }

  /** Lets go of a run that ended, to start another. */
  forget() {
    this.state = undefined
    this.points = []
    this.#changed()
  }

  /** @param {boolean} connected */
  #connected(connected) {
    this.connection = connected ? 'connected' : 'lost'
    this.refused = this.#source?.readyState === EventSource.CLOSED
    this.#changed()
  }

  /** Nothing runs; a run that ended stays to be read. */
  #idle() {
    if (this.state) this.ended = true
    this.#changed()
  }

  /** @param {LiveState} state */
  #state(state) {
    if (this.state?.snapshot.runId !== state.snapshot.runId) this.ended = false
    this.state = state
    this.#addPoint(state)
    this.#changed()
  }

  /** @param {LiveState} state */
  #addPoint({ snapshot }) {
    const last = this.points.at(-1)
    if (last && snapshot.elapsedMs < last.elapsedMs) this.points = []
    else if (last && snapshot.elapsedMs - last.elapsedMs < POINT_EVERY_MS) return
    const latencyMs = Object.fromEntries(
      snapshot.endpoints.map(({ endpoint, p50Ms, p95Ms, p99Ms }) => [
        endpoint,
        [p50Ms, p95Ms, p99Ms],
      ]),
    )
    this.points.push({ ...snapshot, latencyMs })
  }

  #changed() {
    for (const listener of this.#listeners) listener()
  }
}
