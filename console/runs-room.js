/** @import { FinishedRun, RunningRun } from './api-types.js' */
import { listRuns } from './api.js'
import { h, put } from './dom.js'
import { polled } from './polled.js'
import { runTable } from './run-table.js'

const OUTCOMES = [
  'running',
  'pass',
  'warn',
  'fail',
  'undecided',
  'invalid',
  'interrupted',
  'crashed',
]

/**
 * All runs, by profile and outcome; the address says which, so that a link shows the same.
 * @type {import('./rooms.js').Opener}
 */
export function openRuns(host) {
  const asked = new URLSearchParams(location.search)
  const chosen = { profile: asked.get('profile') ?? '', outcome: asked.get('outcome') ?? '' }
  /** @type {{ running: RunningRun[], finished: FinishedRun[] }} */
  let runs = { running: [], finished: [] }
  const controls = h('div', { class: 'filters' })
  const list = h('div')
  const show = () => put(list, ...listed(runs, chosen))
  const choose = (/** @type {'profile' | 'outcome'} */ what, /** @type {string} */ value) => {
    chosen[what] = value
    const given = Object.entries(chosen).filter(([, of]) => of !== '')
    const search = given.length > 0 ? `?${new URLSearchParams(given)}` : ''
    history.replaceState(null, '', `/runs${search}`)
    show()
  }
  const refresh = polled(list, listRuns, (answer) => {
    runs = answer
    const profiles = [...runs.running, ...runs.finished].map(({ profile }) => profile)
    put(
      controls,
      select('Profile', new Set([chosen.profile, ...profiles.sort()]), chosen.profile, (value) =>
        choose('profile', value),
      ),
      select('Outcome', new Set(OUTCOMES), chosen.outcome, (value) => choose('outcome', value)),
    )
    return listed(runs, chosen)
  })
  put(host, h('div', { class: 'head' }, h('h1', {}, 'Runs'), controls), list)
  return { title: 'Runs', refresh }
}

/**
 * @param {{ running: RunningRun[], finished: FinishedRun[] }} runs
 * @param {{ profile: string, outcome: string }} chosen
 */
function listed({ running, finished }, { profile, outcome }) {
  const all = running.length + finished.length
  if (all === 0) return [none()]
  const under = running.filter(
    (run) => [run.profile, ''].includes(profile) && ['running', ''].includes(outcome),
  )
  const ended = finished.filter(
    (run) => [run.profile, ''].includes(profile) && [outcomeOf(run), ''].includes(outcome),
  )
  const shown = under.length + ended.length
  if (shown === 0) return [h('p', {}, 'No run is like that.')]
  const counted =
    shown < all
      ? `${shown} of ${all} runs`
      : all === 1
        ? 'One run'
        : `${all} runs, the newest first`
  return [h('p', { class: 'dim' }, counted), runTable(under, ended)]
}

/** @param {FinishedRun} run */
function outcomeOf({ ending, verdict }) {
  return ending === 'completed' ? (verdict?.outcome ?? ending) : ending
}

function none() {
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No run is stored yet.'),
    h(
      'p',
      {},
      'Start one in the ',
      h('a', { href: '/' }, 'live room'),
      ', or with ',
      h('code', {}, 'npx plimsoll run smoke'),
      '.',
    ),
  )
}

/**
 * @param {string} name
 * @param {Set<string>} values
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
function select(name, values, chosen, choose) {
  values.delete('')
  const options = [...values].map((value) =>
    h('option', { value, selected: value === chosen }, value),
  )
  const field = h(
    'select',
    { change: (event) => choose(event.target.value) },
    h('option', { value: '' }, 'all'),
    ...options,
  )
  return h('label', { class: 'field' }, h('span', {}, name), field)
}
