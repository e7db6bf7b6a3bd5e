/** @import { Snapshot } from './api-types.js' */

import { h } from './dom.js'

/** `+` and `-` move by this share of the level in force, and by 1 at least, as in the terminal. */
const STEP_SHARE = 0.1

/**
 * What can be done to the run under way: its level, a pause, the way back to the plan, the end.
 * @param {object} actions
 * @param {(level: { users: number } | { ratePerSecond: number }) => void} actions.change
 * @param {() => void} actions.pause
 * @param {() => void} actions.resume
 * @param {() => void} actions.stop
 */
export function loadControls({ change, pause, resume, stop }) {
  /** @type {Snapshot | undefined} */
  let now
  let drafted = false
  const name = h('span')
  const field = h('input', { type: 'number', min: 1, step: 'any', required: true, id: 'level' })
  const apply = h('button', { type: 'submit', disabled: true }, 'Apply')
  const draft = (/** @type {boolean} */ is) => {
    drafted = is
    apply.disabled = !is
  }
  field.addEventListener('input', () => draft(true))
  const form = h('form', { class: 'load', submit: send }, h('label', {}, name, ' ', field), apply)
  const pausing = h('button', { click: () => (isPaused() ? resume() : pause()) })
  const back = h('button', { click: resume }, 'Back to plan')
  const end = h('button', { class: 'stop', click: stop }, 'Stop ', h('kbd', { class: 'hm' }, 'x'))

  const isPaused = () => now?.byHand === 'pause'

  /** @param {Event} [event] */
  function send(event) {
    event?.preventDefault()
    if (!drafted || !now || !form.reportValidity()) return
    draft(false)
    const level = Number(field.value)
    change(now.model === 'open' ? { ratePerSecond: level } : { users: level })
  }

  /** @param {1 | -1} direction */
  function move(direction) {
    const level = Math.round(now?.level ?? 0)
    const step = Math.max(1, Math.round(level * STEP_SHARE))
    field.value = String(Math.max(1, Math.round(Number(field.value)) + direction * step))
    draft(true)
  }

  return {
    element: h('div', { class: 'acts' }, form, pausing, back, end),
    /** @param {Snapshot} snapshot */
    show(snapshot) {
      now = snapshot
      name.textContent = snapshot.model === 'open' ? 'Arrivals /s' : 'Users'
      field.step = snapshot.model === 'open' ? 'any' : '1'
      if (!drafted && !isPaused()) field.value = String(Math.round(snapshot.level))
      pausing.replaceChildren(isPaused() ? 'Go on ' : 'Pause ', h('kbd', { class: 'hm' }, 'p'))
      back.hidden = snapshot.byHand !== 'level'
    },
    keys: {
      '+': () => move(1),
      '-': () => move(-1),
      Enter: () => send(),
      Escape: () => draft(false),
      p: () => pausing.click(),
    },
  }
}
