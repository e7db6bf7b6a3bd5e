/** @import { LivePoint, LiveState } from './live-types.js' */
import {
  ApiError,
  followLive,
  listAlerts,
  listProfiles,
  listRuns,
  startRun,
  stopRun,
  storedToken,
  storeToken,
} from './api.js'
import { isDark } from './live-chart.js'
import { h, put } from './live-dom.js'
import { alertsPage, runsPage } from './live-lists.js'
import { runView } from './live-run.js'
import { startView } from './live-start.js'

const REFRESH_MS = 5_000
const POINT_EVERY_MS = 1_000

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @type {{ live: LiveState | undefined, points: LivePoint[], ended: boolean }} */
const seen = { live: undefined, points: [], ended: false }
const view = runView({ stop: () => void act(stopRun) })

followLive({
  connection: (connected) => connection(connected),
  idle: () => {
    if (!seen.live) void showStart()
  },
  history: (points) => {
    seen.points = points
  },
  state: (state) => {
    seen.ended = false
    seen.live = state
    addPoint(state)
    showRun()
  },
  ended: () => {
    seen.ended = true
    showRun()
    void showLists()
  },
})

/** @param {LiveState} state */
function addPoint({ snapshot }) {
  const last = seen.points.at(-1)
  if (last && snapshot.elapsedMs < last.elapsedMs) seen.points = []
  else if (last && snapshot.elapsedMs - last.elapsedMs < POINT_EVERY_MS) return
  const latencyMs = Object.fromEntries(
    snapshot.endpoints.map(({ endpoint, p50Ms, p95Ms, p99Ms }) => [
      endpoint,
      [p50Ms, p95Ms, p99Ms],
    ]),
  )
  seen.points.push({ ...snapshot, latencyMs })
}

function showRun() {
  if (!seen.live) return
  const live = find('live')
  if (view.element.parentElement !== live) put(live, view.element)
  view.show(seen.live, seen.points, seen.ended)
  label()
}

async function showStart() {
  try {
    const [{ service, profiles }, { finished }] = await Promise.all([listProfiles(), listRuns()])
    if (seen.live) return
    put(
      find('live'),
      startView({ service, profiles, finished }, (name) => void act(() => startRun(name))),
    )
  } catch (error) {
    put(find('live'), problem(error))
  }
}

async function showLists() {
  try {
    if (section() === 'runs') put(find('runs'), runsPage(await listRuns()))
    if (section() === 'alerts') put(find('alerts'), alertsPage((await listAlerts()).alerts))
  } catch (error) {
    put(find(section()), problem(error))
  }
}

/** Asks for the token when there is none or it is refused, then tries again. @param {() => Promise<unknown>} call */
async function act(call) {
  try {
    if (!storedToken() && !(await askToken())) return
    await call()
    put(find('trouble'))
    find('trouble').hidden = true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      storeToken(null)
      return act(call)
    }
    put(find('trouble'), ...problemWords(error))
    find('trouble').hidden = false
  }
}

/** @returns {Promise<boolean>} whether a token was given */
function askToken() {
  const dialog = /** @type {HTMLDialogElement} */ (find('token'))
  const input = /** @type {HTMLInputElement} */ (find('token-input'))
  input.value = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const given = dialog.returnValue === 'use' && input.value.trim() !== ''
        if (given) storeToken(input.value.trim())
        dialog.returnValue = ''
        resolve(given)
      },
      { once: true },
    )
  })
}

/** @param {unknown} error */
function problem(error) {
  return h('p', { class: 'problem', role: 'alert' }, ...problemWords(error))
}

/** @param {unknown} error */
function problemWords(error) {
  if (!(error instanceof ApiError)) return ['The server does not answer.']
  return [
    h('b', {}, error.code),
    ` ${error.message}`,
    error.hint && h('span', { class: 'dim' }, ` ${error.hint}`),
  ]
}

/** @param {boolean} connected */
function connection(connected) {
  const badge = find('connection')
  badge.dataset.state = connected ? 'connected' : 'lost'
  label()
  const trouble = find('trouble')
  if (!connected) {
    put(
      trouble,
      h('b', {}, 'The console lost its server. '),
      'A run goes on by itself; the page tries again and fills the gap.',
    )
    trouble.hidden = false
  } else trouble.hidden = true
}

function label() {
  const badge = find('connection')
  const lost = badge.dataset.state === 'lost'
  const running = !lost && seen.live !== undefined && !seen.ended
  badge.className = `conn ${lost ? 'lost' : running ? 'live' : ''}`
  put(
    badge,
    h('i', { class: 'beat' }),
    h('span', {}, lost ? 'connection lost' : running ? 'live' : 'connected'),
  )
}

/** @returns {'live' | 'runs' | 'alerts'} */
function section() {
  const name = location.hash.replace(/^#/, '')
  return name === 'runs' || name === 'alerts' ? name : 'live'
}

function showSection() {
  for (const name of ['live', 'runs', 'alerts']) find(name).hidden = name !== section()
  for (const link of find('sections').querySelectorAll('a')) {
    if (link.getAttribute('href') === `#${section()}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  void showLists()
}

function switchTheme() {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'
  view.redraw()
}

find('theme').addEventListener('click', switchTheme)
addEventListener('hashchange', showSection)
addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return
  if (event.key === 't') switchTheme()
  if (event.key === 'x' && seen.live && !seen.ended && confirm('Stop the run?')) void act(stopRun)
})
const asked = /theme=(light|dark)/.exec(location.hash)?.[1]
if (asked) document.documentElement.dataset.theme = asked
showSection()
setInterval(() => void showLists(), REFRESH_MS)
