import { openAlerts } from './alerts-room.js'
import { openContract } from './contract-room.js'
import { openDashboards } from './dashboards-room.js'
import { h, put } from './dom.js'
import { openLive } from './live-room.js'
import { openRun } from './run-room.js'
import { openRunbook } from './runbook-room.js'
import { openRuns } from './runs-room.js'

/**
 * @typedef {object} Room what the frame asks of the room that is open
 * @property {string} title
 * @property {() => Promise<void>} [refresh] called at once and every few seconds
 * @property {() => void} [redraw] the theme changed
 * @property {() => void} [close]
 * @property {Readonly<Record<string, () => unknown>>} [keys]
 *
 * @typedef {(host: HTMLElement, frame: import('./frame.js').Frame, subject: string) => Room} Opener
 */

/** @type {{ path: RegExp, name: string, section: string, open: Opener }[]} */
const ROOMS = [
  { path: /^\/$/, name: 'live', section: '/', open: openLive },
  { path: /^\/runs$/, name: 'runs', section: '/runs', open: openRuns },
  { path: /^\/runs\/([^/]+)$/, name: 'run', section: '/runs', open: openRun },
  { path: /^\/alerts$/, name: 'alerts', section: '/alerts', open: openAlerts },
  {
    path: /^\/runbooks\/([^/]+?)(?:\.md)?$/,
    name: 'runbook',
    section: '/alerts',
    open: openRunbook,
  },
  // Grafana's own address, so that the links of alerts lead here where Grafana is not.
  {
    path: /^\/(?:dashboards|d\/([^/]+))$/,
    name: 'dashboards',
    section: '/dashboards',
    open: openDashboards,
  },
  { path: /^\/contract$/, name: 'contract', section: '/contract', open: openContract },
]

/**
 * The room of an address; `known` is false where there is none and the page says so.
 * @param {string} path
 */
export function roomAt(path) {
  for (const { path: pattern, name, section, open } of ROOMS) {
    const match = pattern.exec(path)
    if (!match) continue
    const subject = decodeURIComponent(match[1] ?? '')
    /** @type {(host: HTMLElement, frame: import('./frame.js').Frame) => Room} */
    const opener = (host, frame) => open(host, frame, subject)
    return { known: true, name, section, open: opener }
  }
  return { known: false, name: 'nowhere', section: '', open: openNowhere }
}

/** @param {HTMLElement} host @returns {Room} */
function openNowhere(host) {
  put(host, h('h1', {}, 'There is no such room.'), h('p', {}, h('a', { href: '/' }, 'Live run')))
  return { title: 'Nothing here' }
}
