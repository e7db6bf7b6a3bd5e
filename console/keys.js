import { byId } from './dom.js'

/** After `g` the next key must come within this time to name a room. */
const SECOND_KEY_MS = 1_500

/**
 * The keyboard: `g` and a room's letter, `t`, `?`, and the keys of the room that is open.
 * @param {{ go: (path: string) => void, switchTheme: () => void, room: () => import('./rooms.js').Room }} frame
 */
export function wireKeys({ go, switchTheme, room }) {
  const keys = /** @type {HTMLDialogElement} */ (byId('keys'))
  const showKeys = () => keys.showModal()
  byId('show-keys').addEventListener('click', showKeys)
  let goUntil = 0
  addEventListener('keydown', (event) => {
    if (isTyped(event)) return
    const { key, timeStamp } = event
    const link = byId('rooms').querySelector(`a[data-key="${CSS.escape(key)}"]`)
    const goes = timeStamp < goUntil
    goUntil = key === 'g' ? timeStamp + SECOND_KEY_MS : 0
    if (goes && link) go(link.getAttribute('href') ?? '/')
    else if (key === 't') switchTheme()
    else if (key === '?') showKeys()
    else room().keys?.[key]?.()
  })
}

/** A key that belongs to a field, an open dialog or the browser. @param {KeyboardEvent} event */
function isTyped({ target, ctrlKey, metaKey, altKey }) {
  const field =
    target instanceof Element && target.closest('input:not([type=radio]), select, textarea, dialog')
  return (
    ctrlKey ||
    metaKey ||
    altKey ||
    Boolean(field) ||
    document.querySelector('dialog[open]') !== null
  )
}
