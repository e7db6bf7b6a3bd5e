/** @import { FinishedRun, LivePoint, LiveState, Notification, ProfileChoice, RunningRun } from './live-types.js' */

const TOKEN_KEY = 'plimsoll.token'

/** An answer of the server that says no, with its code and hint. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {string} [hint]
   */
  constructor(status, code, message, hint) {
    super(message)
    this.status = status
    this.code = code
    this.hint = hint
  }
}

/** The token of this tab; it is forgotten with it. */
export function storedToken() {
  return sessionStorage.getItem(TOKEN_KEY)
}

/** @param {string | null} token null forgets it */
export function storeToken(token) {
  if (token === null) sessionStorage.removeItem(TOKEN_KEY)
  else sessionStorage.setItem(TOKEN_KEY, token)
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
async function ask(path, init) {
  const response = await fetch(path, init)
  const body = await response.json().catch(() => ({}))
  if (response.ok) return body
  const { code = 'INTERNAL', message = `HTTP ${response.status}`, hint } = body.error ?? {}
  throw new ApiError(response.status, code, message, hint)
}

/**
 * A call that changes something: it takes the token along.
 * @param {string} path
 * @param {unknown} [body]
 */
function change(path, body) {
  /** @type {Record<string, string>} */
  const headers = { authorization: `Bearer ${storedToken() ?? ''}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const init = { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) }
  return ask(path, init)
}

/** @returns {Promise<{ running: RunningRun[], finished: FinishedRun[] }>} */
export function listRuns() {
  return ask('/api/runs')
}

/** @returns {Promise<{ alerts: Notification[] }>} */
export function listAlerts() {
  return ask('/api/alerts')
}

/** @returns {Promise<{ service: string, profiles: ProfileChoice[] }>} */
export function listProfiles() {
  return ask('/api/profiles')
}

/**
 * @param {string} profile
 * @returns {Promise<{ runId: string }>}
 */
export function startRun(profile) {
  return change('/api/runs', { profile })
}

/** @returns {Promise<{ runId: string }>} */
export function stopRun() {
  return change('/api/runs/current/stop')
}

/**
 * Follows the run under way; the browser reconnects by itself.
 * @param {object} on
 * @param {() => void} on.idle
 * @param {(points: LivePoint[]) => void} on.history
 * @param {(state: LiveState) => void} on.state
 * @param {(runId: string) => void} on.ended
 * @param {(connected: boolean) => void} on.connection
 */
export function followLive(on) {
  const source = new EventSource('/api/live')
  source.addEventListener('open', () => on.connection(true))
  source.addEventListener('error', () => on.connection(false))
  source.addEventListener('idle', () => on.idle())
  source.addEventListener('history', (event) => on.history(JSON.parse(event.data)))
  source.addEventListener('state', (event) => on.state(JSON.parse(event.data)))
  source.addEventListener('ended', (event) => on.ended(JSON.parse(event.data).runId))
}
