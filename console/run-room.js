/** @import { FinishedRun, Objective, RunSummary } from './api-types.js' */
import { findRun, findSummary, listRuns } from './api.js'
import { h, mark, put, state } from './dom.js'
import { lengthText, limitText, momentText, quantity, roomText } from './format.js'
import { polled } from './polled.js'
import { runState, sentenceOf } from './run-table.js'
import { table } from './table.js'

const FILES = ['summary.json', 'stats.csv', 'junit.xml', 'summary.md']
const WORST_FIRST = ['fail', 'undecided', 'warn', 'pass', 'not-judged']

/**
 * One run: its verdict as a sentence, then the objectives it rests on.
 * @type {import('./rooms.js').Opener}
 */
export function openRun(host, _frame, id) {
  const body = h('div')
  put(host, h('p', { class: 'crumb' }, h('a', { href: '/runs' }, 'Runs'), ` / ${id}`), body)
  const refresh = polled(
    body,
    () => lookUp(id),
    ({ running, run, summary }) => {
      if (running)
        return [
          h('h1', {}, mark('running'), ` ${id} is under way.`),
          h('p', {}, h('a', { href: '/' }, 'Watch it live')),
        ]
      return run ? drawn(run, summary) : []
    },
  )
  return { title: id, refresh }
}

/** @param {string} id */
async function lookUp(id) {
  const { running } = await listRuns()
  if (running.some((run) => run.id === id)) return { running: true }
  const run = await findRun(id)
  return { running: false, run, summary: run.reports ? await findSummary(run.id) : undefined }
}

/**
 * @param {FinishedRun} run
 * @param {RunSummary | undefined} summary
 */
function drawn(run, summary) {
  const path = `/reports/${encodeURIComponent(run.id)}`
  const links = FILES.map((file) => h('a', { href: `${path}/${file}` }, file))
  return [
    run.ending !== 'completed' && h('p', { class: 'verdict' }, runState(run)),
    h('h1', {}, mark(run.verdict?.outcome ?? 'undecided'), ` ${sentenceOf(run)}`),
    facts(run, summary),
    run.reports &&
      h(
        'p',
        { class: 'acts' },
        h('a', { class: 'button primary', href: `${path}/report.html` }, 'Open report'),
        ...links,
      ),
    summary && objectives(summary.objectives),
  ]
}

/**
 * @param {FinishedRun} run
 * @param {RunSummary | undefined} summary
 */
function facts(run, summary) {
  const lengthMs = Date.parse(run.endedAt) - Date.parse(run.startedAt)
  /** @type {[string, Node | string][]} */
  const known = [
    ['Profile', run.profile],
    ['Service', run.service],
    ['Target', run.target],
    ['Started', momentText(run.startedAt)],
    ['Length', lengthText(lengthMs)],
    ['Requests', quantity(run.requests, 'count')],
    ['Errors', quantity(run.errors, 'count')],
  ]
  if (summary)
    known.push(
      ['Contract', h('code', {}, summary.run.contractDigest)],
      ['Seed', String(summary.run.seed)],
    )
  return h(
    'dl',
    { class: 'facts' },
    ...known.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

/** @param {Objective[]} all */
function objectives(all) {
  const place = (/** @type {Objective} */ { outcome }) => WORST_FIRST.indexOf(outcome)
  const rows = all
    .toSorted((a, b) => place(a) - place(b) || (a.room ?? 1) - (b.room ?? 1))
    .map((each) => [
      h('span', {}, each.title, h('small', {}, each.scope)),
      each.outcome === 'not-judged'
        ? h('span', { class: 'dim' }, 'not judged')
        : state(each.outcome),
      h(
        'span',
        { class: `ink ${each.outcome === 'fail' ? 'o-fail' : ''}` },
        quantity(each.value, each.unit),
      ),
      each.failLine === null ? '–' : limitText(each.failLine, each.unit),
      each.outcome === 'not-judged' ? '' : roomText(each.room),
      [each.reason, each.settle].filter(Boolean).join(' '),
      h('span', { class: 'dim' }, `${each.samples.toLocaleString('en')} ${each.sampleUnit}`),
    ])
  const columns = [
    { name: 'Objective' },
    { name: 'Outcome' },
    { name: 'Measured', of: 'n' },
    { name: 'Limit', of: 'n' },
    { name: 'Room', of: 'n hm' },
    { name: 'Why', of: 'why hm' },
    { name: 'From', of: 'n hm' },
  ]
  return h('section', {}, h('h2', {}, 'Objectives'), table(columns, rows))
}
