/** @import { FinishedRun, ProfileChoice } from './live-types.js' */
import { h } from './live-dom.js'
import { lengthText } from './live-format.js'
import { lastRuns } from './live-lists.js'

const SHOWN_RUNS = 5

/**
 * What the live page shows while nothing runs: profiles to start and the last runs.
 * @param {object} given
 * @param {string} given.service
 * @param {ProfileChoice[]} given.profiles
 * @param {FinishedRun[]} given.finished
 * @param {(profile: string) => void} start
 */
export function startView({ service, profiles, finished }, start) {
  let chosen = profiles[0]?.name ?? ''
  const button = h(
    'button',
    { class: 'primary', id: 'start', click: () => start(chosen) },
    `Start ${chosen}`,
  )
  const command = h('code', {}, `npx plimsoll run ${chosen}`)
  const choose = (/** @type {string} */ name) => {
    chosen = name
    button.textContent = `Start ${name}`
    command.textContent = `npx plimsoll run ${name}`
  }
  const options = profiles.map(({ name, description, durationMs }, i) =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name: 'profile',
        value: name,
        checked: i === 0,
        change: () => choose(name),
      }),
      h('span', {}, h('b', {}, name), ' ', h('span', { class: 'dim' }, description ?? '')),
      h('span', { class: 'dim nw' }, lengthText(durationMs)),
    ),
  )
  const last = finished.slice(0, SHOWN_RUNS)
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
    last.length > 0 && lastRuns(last),
  )
}
