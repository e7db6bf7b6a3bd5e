/** @import { FinishedRun, RunningRun } from './api-types.js' */
import { h, state } from './dom.js'
import { lengthText, momentText, quantity } from './format.js'
import { table } from './table.js'

const COLUMNS = [
  { name: 'Run' },
  { name: 'Outcome' },
  { name: 'What it came to', of: 'said' },
  { name: 'Service', of: 'hm' },
  { name: 'Requests', of: 'n hm' },
  { name: 'Errors', of: 'n hm' },
  { name: 'Length', of: 'n hm' },
  { name: 'Started', of: 'n' },
  { name: 'Report', of: 'hm' },
]

/**
 * Runs as a table: those under way, then the finished ones.
 * @param {readonly RunningRun[]} running
 * @param {readonly FinishedRun[]} finished
 */
export function runTable(running, finished) {
  return table(COLUMNS, [...running.map(runningCells), ...finished.map(finishedCells)], 'Runs')
}

/** @param {RunningRun} run */
function runningCells({ profile, id, service, startedAt }) {
  return [
    h('a', { href: '/' }, profile),
    state('running'),
    h('span', {}, 'Under way: ', h('a', { href: '/' }, `watch ${id}`)),
    service,
    null,
    null,
    null,
    momentText(startedAt),
    null,
  ]
}

/** @param {FinishedRun} run */
function finishedCells(run) {
  const { profile, id, service, requests, errors, startedAt, endedAt, reports } = run
  const path = encodeURIComponent(id)
  return [
    h('a', { href: `/runs/${path}`, title: id }, profile),
    runState(run),
    sentenceOf(run),
    service,
    quantity(requests, 'count'),
    quantity(errors, 'count'),
    lengthText(Date.parse(endedAt) - Date.parse(startedAt)),
    momentText(startedAt),
    reports
      ? h('a', { href: `/reports/${path}/report.html`, 'aria-label': `Report of ${id}` }, 'report')
      : '–',
  ]
}

/** Its outcome, or how it ended where it has none. @param {FinishedRun} run */
export function runState({ ending, verdict }) {
  const outcome = ending === 'completed' ? verdict?.outcome : undefined
  return outcome ? state(outcome) : state('undecided', ending)
}

/** @param {FinishedRun} run */
export function sentenceOf({ verdict }) {
  return verdict?.sentence ?? 'Its process ended before it could write a record.'
}
