/** @import { FinishedRun, ProfileChoice, Schedule } from './api-types.js' */
import { h } from './dom.js'
import { lengthText, momentText } from './format.js'
import { runTable } from './run-table.js'
import { table } from './table.js'

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
  const rows = schedules.map(({ name, profile, cron, timeZone, paused, nextStartAt }) => [
    name,
    profile,
    h('span', {}, h('code', {}, cron), h('span', { class: 'dim' }, ` ${timeZone}`)),
    paused ? 'paused' : nextStartAt ? momentText(nextStartAt) : 'never',
  ])
  const columns = [
    { name: 'Schedule' },
    { name: 'Profile' },
    { name: 'When', of: 'hm' },
    { name: 'Next run', of: 'n' },
  ]
  return h('section', {}, h('h2', {}, 'Scheduled'), table(columns, rows, 'Scheduled'))
}
