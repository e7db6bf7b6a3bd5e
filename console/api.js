/** @import { FinishedRun, FiringAlert, Notification, ProfileChoice, ReadableContract, RunningRun, RunSummary, Schedule } from './api-types.js' */

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
 */
async function answered(path, init) {
  const response = await fetch(path, init)
  if (response.ok) return response
  const body = await response.json().catch(() => ({}))
  const { code = 'INTERNAL', message = `HTTP ${response.status}`, hint } = body.error ?? {}
  throw new ApiError(response.status, code, message, hint)
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
async function ask(path, init) {
  return (await answered(path, init)).json()
}

/** @param {string} path */
async function askUnless404(path) {
  try {
    return await ask(path)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  }
}

/**
 * A call that changes something: it takes the token along, in a header and nowhere else.
 * @param {string} path
 * @param {{ method?: 'POST' | 'DELETE', body?: unknown, token?: string }} [call]
 */
function change(path, { method = 'POST', body, token = storedToken() ?? '' } = {}) {
  /** @type {Record<string, string>} */
  const headers = { authorization: `Bearer ${token}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  return ask(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
}

/** Signs in: throws when it is not this server's token, keeps it for this tab when it is. @param {string} token */
export async function startSession(token) {
  await change('/api/session', { token })
  storeToken(token)
}

/** Takes back the right to read that signing in gave to this browser. */
export function endSession() {
  return change('/api/session', { method: 'DELETE' })
}

/** @returns {Promise<{ running: RunningRun[], finished: FinishedRun[] }>} */
export function listRuns() {
  return ask('/api/runs')
}

/**
 * A run that ended, from the list or, where it is too old for that, by itself.
 * @param {string} id
 * @returns {Promise<FinishedRun>}
 */
export async function findRun(id) {
  const { finished } = await listRuns()
  return (
    finished.find((run) => run.id === id) ?? (await ask(`/api/runs/${encodeURIComponent(id)}`)).run
  )
}

/**
 * What its report says of a run, objective by objective; undefined where it left none.
 * @param {string} id
 * @returns {Promise<RunSummary | undefined>}
 */
export function findSummary(id) {
  return askUnless404(`/reports/${encodeURIComponent(id)}/summary.json`)
}

/** What Alertmanager delivered here. @returns {Promise<{ alerts: Notification[] }>} */
export function listNotifications() {
  return ask('/api/alerts')
}

/** What fires or is about to, as Prometheus sees it now. @returns {Promise<FiringAlert[]>} */
export async function listFiring() {
  return (await ask('/api/prometheus/alerts')).data.alerts
}

/** @returns {Promise<{ runbooks: string[] }>} */
export function listRunbooks() {
  return ask('/api/runbooks')
}

/**
 * @param {string} name
 * @returns {Promise<string>} Markdown
 */
export async function readRunbook(name) {
  return (await answered(`/api/runbooks/${encodeURIComponent(name)}`)).text()
}

/** @returns {Promise<{ dashboards: { name: string, title: string }[] }>} */
export function listDashboards() {
  return ask('/api/dashboards')
}

/**
 * @param {string} name
 * @returns {Promise<import('./viewer-panel-types.js').Dashboard>}
 */
export function readDashboard(name) {
  return ask(`/api/dashboards/${encodeURIComponent(name)}`)
}

/** @returns {Promise<ReadableContract>} */
export function readContract() {
  return ask('/api/contract')
}

/** Scheduled runs as they stand. @returns {Promise<Schedule[]>} */
export async function listSchedules() {
  return (await ask('/api/schedules')).schedules
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
  return change('/api/runs', { body: { profile } })
}

/**
 * Sets the level of the run under way, in the terms of its model.
 * @param {{ users: number } | { ratePerSecond: number }} level
 */
export function changeLoad(level) {
  return change('/api/runs/current/load', { body: level })
}

export function pauseLoad() {
  return change('/api/runs/current/pause')
}

/** From a pause to what was before it, from a level set by hand to the plan. */
export function resumeLoad() {
  return change('/api/runs/current/resume')
}

/** @returns {Promise<{ runId: string }>} */
export function stopRun() {
  return change('/api/runs/current/stop')
}
