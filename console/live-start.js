/** @import { FinishedRun, ProfileChoice, Schedule } from './api-types.js' */
import { h } from './dom.js'
import { lengthText, momentText } from './format.js'
import { runTable } from './run-table.js'

/**
 * What the live room shows while nothing runs: profiles to start, what is scheduled, the last runs.
 * @param {object} given
 * @param {string} given.service
 * @param {ProfileChoice[]} given.profiles
 * @param {FinishedRun[]} given.finished
 * @param {Schedule[]} given.schedules
 * @param {string} given.chosen
 * @param {(profile: string) => void} choose
 * @param {() => void} start
 */
export function startView({ service, profiles, finished, schedules, chosen }, choose, start) {
  const button = h('button', { class: 'primary', id: 'start', click: start })
  const command = h('code')
  const name = (/** @type {string} */ profile) => {
    button.textContent = `Start ${profile}`
    command.textContent = `npx plimsoll run ${profile}`
  }
  name(chosen)
  const options = profiles.map((profile) =>
    option(profile, profile.name === chosen, () => {
      choose(profile.name)
      name(profile.name)
    }),
  )
  return h(
    'div',
    { class: 'empty' },
    h('h1', {}, 'Nothing is running.'),
    h(
      'p',
      {},
      'No load reaches ',
      h('b', {}, service),
      ' now. Pick a profile and start; the first numbers come after about 2 s.',
    ),
    h('div', { class: 'pick', role: 'radiogroup', 'aria-label': 'Profile' }, ...options),
    h('div', { class: 'acts' }, button, h('span', { class: 'dim' }, 'or ', command)),
    schedules.length > 0 && scheduled(schedules),
    finished.length > 0 && h('h2', {}, 'Last runs'),
    finished.length > 0 && runTable([], finished),
  )
}

/**
 * @param {ProfileChoice} profile
 * @param {boolean} checked
 * @param {() => void} change
 */
function option({ name, description, durationMs }, checked, change) {
  return h(
    'label',
    {},
    h('input', { type: 'radio', name: 'profile', value: name, checked, change }),
    h('span', {}, h('b', {}, name), ' ', h('span', { class: 'dim' }, description ?? '')),
    h('span', { class: 'dim nw' }, lengthText(durationMs)),
  )
}

/** @param {Schedule[]} schedules */
function scheduled(schedules) {
  const rows = schedules.map(({ name, profile, cron, timeZone, nextAt }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', {}, profile),
      h('td', { class: 'hm' }, h('code', {}, cron), h('span', { class: 'dim' }, ` ${timeZone}`)),
      h('td', { class: 'n' }, nextAt ? momentText(nextAt) : 'not planned'),
    ),
  )
  const names = [['Schedule'], ['Profile'], ['When', 'hm'], ['Next run', 'n']]
  const head = names.map(([name, of = '']) => h('th', { class: of }, name ?? ''))
  return h(
    'section',
    { 'aria-label': 'Scheduled runs' },
    h('h2', {}, 'Scheduled'),
    h(
      'div',
      { class: 'panel' },
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
    ),
  )
}
