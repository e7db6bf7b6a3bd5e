import { ApiError, endSession, startSession, storedToken, storeToken } from './api.js'
import { byId, put } from './dom.js'

/** @type {((signedIn: boolean) => void)[]} */
const listeners = []

/** Calls back now and whenever somebody signs in or out. @param {(signedIn: boolean) => void} listener */
export function onSession(listener) {
  listeners.push(listener)
  listener(storedToken() !== null)
}

function changed() {
  for (const listener of listeners) listener(storedToken() !== null)
}

/**
 * Asks for the token until the server takes one or the reader gives up.
 * @param {string} [refusal] why it is asked for again
 * @returns {Promise<boolean>} whether the page is signed in
 */
export function signIn(refusal = '') {
  const dialog = /** @type {HTMLDialogElement} */ (byId('sign-in'))
  const input = /** @type {HTMLInputElement} */ (byId('token'))
  const refused = (/** @type {string} */ words) => {
    put(byId('sign-in-refused'), words)
    byId('sign-in-refused').hidden = words === ''
  }
  input.value = ''
  refused(refusal)
  if (!dialog.open) dialog.showModal()
  return new Promise((resolve) => {
    byId('sign-in-form').onsubmit = async (event) => {
      event.preventDefault()
      try {
        await startSession(input.value.trim())
        dialog.close()
      } catch (error) {
        const wrong = error instanceof ApiError && error.status === 401
        refused(wrong ? 'That is not this server’s token.' : 'The server does not answer.')
        input.select()
      }
    }
    byId('sign-in-cancel').onclick = () => dialog.close()
    dialog.onclose = () => {
      input.value = ''
      const signedIn = storedToken() !== null
      if (signedIn) changed()
      resolve(signedIn)
    }
  })
}

/** Forgets the token here, and takes back this browser's right to read. */
export async function signOut() {
  await endSession().catch(() => undefined) // a server that is gone has nothing to take back
  storeToken(null)
  changed()
}

/**
 * Does what needs the token: asks for it when there is none, and again when it is refused.
 * @param {() => Promise<unknown>} call
 */
export async function act(call) {
  if (storedToken() === null && !(await signIn())) return
  try {
    await call()
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error
    storeToken(null)
    changed()
    if (await signIn('The token that this page had is not this server’s.')) await call()
  }
}
