/** @import { LivePoint, LiveState, Outcome, Row, Snapshot } from './api-types.js' */

import { h, mark, put } from './dom.js'
import { clock, limitText, quantity, roomText } from './format.js'
import { liveCharts } from './live-charts.js'
import { endpointTable } from './live-endpoints.js'
import { loadControls } from './live-load.js'

const MOST_TILES = 4
/** A gauge ends at 150 % of its limit. */
const GAUGE_END = 1.5

/**
 * The page of a run under way.
 * @param {Parameters<typeof loadControls>[0] & { another: () => void }} actions
 */
export function runView(actions) {
  const title = h('h1')
  const load = loadControls(actions)
  const another = h('button', { click: actions.another }, 'Start another')
  const afterwards = h('div', { class: 'acts' })
  const phase = h('div', { class: 'phase' })
  const numbers = h('div', { class: 'far' })
  const verdict = h('div', { class: 'sofar', 'aria-live': 'polite' })
  const tiles = h('div', { class: 'big' })
  const charts = liveCharts()
  const table = h('section', { class: 'panel tbl' })
  const head = h('div', { class: 'run' }, title, load.element, afterwards)
  const element = h('div', {}, head, phase, numbers, verdict, tiles, charts.element, table)
  return {
    element,
    redraw: charts.redraw,
    keys: load.keys,
    /**
     * @param {LiveState} state
     * @param {LivePoint[]} points
     * @param {boolean} ended
     */
    show({ snapshot, rows }, points, ended) {
      const worst = worstFirst(rows)
      put(title, ...titleOf(snapshot, ended))
      load.element.hidden = ended
      afterwards.hidden = !ended
      if (ended) put(afterwards, ...endedLinks(snapshot.runId), another)
      else load.show(snapshot)
      put(phase, ...phaseBar(snapshot))
      put(numbers, ...numbersOf(snapshot))
      put(verdict, ...soFar(worst))
      put(tiles, ...chosenTiles(worst).map(tile))
      charts.show(points, snapshot, errorLimit(rows))
      put(table, ...endpointTable(snapshot, points))
    },
  }
}

/**
 * @param {Snapshot} snapshot
 * @param {boolean} ended
 */
function titleOf({ profile, phase, service, runId, state, byHand }, ended) {
  const words = {
    starting: 'Starting',
    running: 'Running',
    stopping: 'Stopping',
    ended: 'Finished',
  }
  const paused = byHand === 'pause' && state === 'running'
  const word = ended ? 'Finished' : paused ? 'Paused' : words[state]
  const what = ended || paused || phase === '' ? profile : `${profile}, ${phase}`
  return [
    ...(ended ? [] : [mark('running')]),
    `${word}: ${what}`,
    h('span', {}, `${service}, run ${runId}`),
  ]
}

/** @param {string} runId */
function endedLinks(runId) {
  const id = encodeURIComponent(runId)
  return [
    h('a', { class: 'button', href: `/runs/${id}` }, 'What it came to'),
    h('a', { class: 'button', href: `/reports/${id}/report.html` }, 'Open report'),
  ]
}

/** @param {Snapshot} snapshot */
function phaseBar({ elapsedMs, plannedMs, phases, phase }) {
  const percent = (/** @type {number} */ ms) => `${Math.min(100, (100 * ms) / (plannedMs || 1))}%`
  const done = h('i')
  done.style.width = percent(elapsedMs)
  const names = phases.map(({ name, startMs, endMs }) => {
    const label = h('span', { class: name === phase ? 'on' : '' }, name)
    label.style.left = percent(startMs)
    label.style.maxWidth = percent(endMs - startMs)
    return label
  })
  return [
    h('div', { class: 't' }, clock(elapsedMs), h('small', {}, 'elapsed')),
    h('div', { class: 'bar' }, h('div', { class: 'way' }, done), ...names),
    h('div', { class: 't' }, clock(plannedMs - elapsedMs), h('small', {}, 'remaining')),
  ]
}

/** @param {Snapshot} snapshot */
function numbersOf(snapshot) {
  const { model, users, offeredPerSecond, deliveredPerSecond, inFlight, connections } = snapshot
  const item = (/** @type {string} */ name, /** @type {Node} */ value) =>
    h('span', {}, `${name} `, h('b', {}, value))
  return [
    ...(model === 'closed' ? [item('users', quantity(users, 'count'))] : []),
    item('offered', quantity(offeredPerSecond, 'per-second')),
    item('delivered', quantity(deliveredPerSecond, 'per-second')),
    item('in flight', quantity(inFlight, 'count')),
    item('connections', quantity(connections, 'count')),
    item('requests', quantity(snapshot.requests, 'count')),
    item('errors', quantity(snapshot.errors, 'count')),
    item('schedule lag P99', quantity(snapshot.scheduleLagP99Ms, 'ms')),
  ]
}

/** @param {Row[]} rows */
function worstFirst(rows) {
  const weight = { over: 0, warn: 1, under: 2, none: 3 }
  return rows.toSorted((a, b) => weight[a.state] - weight[b.state] || (a.room ?? 1) - (b.room ?? 1))
}

/** The worst rows, and always the errors. @param {Row[]} rows worst first */
function chosenTiles(rows) {
  const worst = rows.slice(0, MOST_TILES)
  const errors = rows.find(isErrors)
  if (!errors || worst.includes(errors)) return worst
  return [...worst.slice(0, MOST_TILES - 1), errors]
}

/** @param {Row} row */
const isErrors = ({ unit, name }) => unit === 'ratio' && /^errors?/i.test(name)

/** @param {Row[]} rows */
function soFar(rows) {
  const judged = rows.filter((row) => row.judged)
  const over = judged.filter((row) => row.state === 'over')
  const warned = judged.filter((row) => row.state === 'warn')
  if (judged.length === 0) {
    return [
      mark('undecided'),
      h('p', {}, 'This profile judges nothing that is measured while it runs.'),
    ]
  }
  if (over.length > 0) {
    const names = over.map(({ name }) => name).join(', ')
    const count = `${over.length} of ${judged.length}`
    return [
      mark('fail'),
      h('p', {}, h('b', { class: 'o-fail' }, `Over the line now: ${count}.`), ` ${names}.`),
    ]
  }
  if (warned.length > 0) {
    const names = warned.map(({ name }) => name).join(', ')
    return [
      mark('warn'),
      h('p', {}, h('b', {}, `Over the target, within the limit: ${warned.length}.`), ` ${names}.`),
    ]
  }
  if (judged.some((row) => row.state === 'under')) {
    return [mark('pass'), h('p', {}, `All ${judged.length} lines hold now.`)]
  }
  return [mark('undecided'), h('p', {}, 'Nothing is measured yet.')]
}

/** @param {Row} row */
function tile({ name, value, unit, failLine, room, state }) {
  /** @type {Outcome} */
  const outcome =
    state === 'over' ? 'fail' : state === 'none' ? 'undecided' : state === 'warn' ? 'warn' : 'pass'
  const ink = outcome === 'fail' ? 'o-fail' : ''
  const fill = h('i')
  fill.style.width = `${Math.min(100, (100 * (1 - (room ?? 1))) / GAUGE_END)}%`
  return h(
    'div',
    {},
    h('div', { class: 'l' }, h('span', { title: name }, name), mark(outcome)),
    h('div', { class: `v ${ink}` }, quantity(value, unit)),
    h('div', { class: `gauge ${outcome}` }, fill, h('b')),
    h(
      'div',
      { class: 'r' },
      h('span', {}, `limit ${limitText(failLine, unit)}`),
      h('span', { class: ink }, roomText(room)),
    ),
  )
}

/** The line of the error objective, for its chart. @param {Row[]} rows */
function errorLimit(rows) {
  return rows.find(isErrors)?.failLine ?? null
}
