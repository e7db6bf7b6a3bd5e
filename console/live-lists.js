/** @import { FinishedRun, Notification, Outcome, RunningRun } from './live-types.js' */
import { h, mark } from './live-dom.js'
import { lengthText, momentText, quantity } from './live-format.js'

/**
 * The page of runs: those under way, then the finished ones with their reports.
 * @param {{ running: RunningRun[], finished: FinishedRun[] }} runs
 */
export function runsPage({ running, finished }) {
  if (running.length + finished.length === 0) {
    return page(
      'Runs',
      h(
        'p',
        {},
        'No run is stored yet. Start one on the live page, or ',
        h('code', {}, 'npx plimsoll run smoke'),
        '.',
      ),
    )
  }
  const rows = [...running.map(runningRow), ...finished.map(finishedRow)]
  return page('Runs', runTable(rows))
}

/** The newest runs, for the page that waits. @param {FinishedRun[]} finished */
export function lastRuns(finished) {
  return runTable(finished.map(finishedRow))
}

/** @param {HTMLElement[]} rows */
function runTable(rows) {
  const head = h(
    'tr',
    {},
    h('th', {}, 'Verdict'),
    h('th', {}, 'Run'),
    h('th', { class: 'hm' }, 'Said'),
    ...['Requests', 'Errors', 'Length'].map((name) => h('th', { class: 'n hm' }, name)),
    h('th', { class: 'n' }, 'Started'),
  )
  return h(
    'section',
    { class: 'panel' },
    h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)),
  )
}

/** @param {RunningRun} run */
function runningRow({ profile, id, startedAt }) {
  return h(
    'tr',
    {},
    h('td', {}, h('span', { class: 'state o-pass' }, mark('running'), 'running')),
    h('th', { scope: 'row' }, h('a', { href: '#live' }, profile)),
    h('td', { class: 'hm' }, id),
    h('td', { class: 'hm' }),
    h('td', { class: 'hm' }),
    h('td', { class: 'hm' }),
    h('td', { class: 'n dim' }, momentText(startedAt)),
  )
}

/** @param {FinishedRun} run */
function finishedRow(run) {
  const { profile, id, verdict, ending, requests, errors, startedAt, endedAt, reports } = run
  const report = `/reports/${encodeURIComponent(id)}/report.html`
  const lengthMs = new Date(endedAt).getTime() - new Date(startedAt).getTime()
  return h(
    'tr',
    {},
    h('td', {}, outcomeWord(ending === 'completed' ? verdict?.outcome : undefined, ending)),
    h('th', { scope: 'row' }, reports ? h('a', { href: report }, profile) : profile),
    h(
      'td',
      { class: 'hm' },
      verdict?.sentence ?? 'Its process ended before it could write a record.',
    ),
    h('td', { class: 'n hm' }, quantity(requests, 'count')),
    h('td', { class: 'n hm' }, quantity(errors, 'count')),
    h('td', { class: 'n hm' }, lengthText(lengthMs)),
    h('td', { class: 'n dim' }, momentText(startedAt)),
  )
}

/**
 * @param {Outcome | undefined} outcome
 * @param {string} ending
 */
function outcomeWord(outcome, ending) {
  if (!outcome) return h('span', { class: 'state o-undecided' }, mark('undecided'), ending)
  return h('span', { class: `state o-${outcome}` }, mark(outcome), outcome)
}

/**
 * The page of alerts that Alertmanager delivered here.
 * @param {Notification[]} notifications
 */
export function alertsPage(notifications) {
  if (notifications.length === 0) {
    return page(
      'Alerts',
      h(
        'p',
        {},
        'No alert has been delivered. ',
        h('code', {}, 'npm run demo'),
        ' shows one firing, delivered and resolved.',
      ),
    )
  }
  const head = h(
    'tr',
    {},
    h('th', {}, 'State'),
    h('th', {}, 'Alert'),
    h('th', { class: 'hm' }, 'What it says'),
    h('th', { class: 'n hm' }, 'Since'),
    h('th', { class: 'n' }, 'Delivered'),
  )
  const rows = notifications.map(notificationRow)
  return page(
    'Alerts',
    h('section', { class: 'panel' }, h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows))),
  )
}

/** @param {Notification} notification */
function notificationRow({ status, alert, severity, summary, startsAt, receivedAt }) {
  const outcome = status === 'resolved' ? 'pass' : severity === 'critical' ? 'fail' : 'warn'
  return h(
    'tr',
    {},
    h('td', {}, h('span', { class: `state o-${outcome}` }, mark(outcome), status)),
    h('th', { scope: 'row' }, alert),
    h('td', { class: 'hm' }, summary ?? ''),
    h('td', { class: 'n hm dim' }, momentText(startsAt)),
    h('td', { class: 'n dim' }, momentText(receivedAt)),
  )
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function page(title, ...children) {
  return h('div', { class: 'page' }, h('h1', {}, title), ...children)
}
