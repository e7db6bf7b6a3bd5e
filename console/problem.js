import { ApiError } from './api.js'
import { h } from './dom.js'
import { signIn } from './session.js'

/**
 * What went wrong, in the server's words, where the answer would stand.
 * @param {unknown} error
 */
export function problem(error) {
  const refused = error instanceof ApiError && error.status === 401
  return h(
    'div',
    { class: 'problem', role: 'alert' },
    ...problemWords(error),
    refused &&
      h(
        'p',
        { class: 'acts' },
        h('button', { class: 'primary', click: () => void signIn() }, 'Sign in'),
      ),
  )
}

/** @param {unknown} error @returns {(Node | string)[]} */
export function problemWords(error) {
  if (!(error instanceof ApiError)) return ['The server does not answer.']
  const { code, message, hint } = error
  return [h('b', {}, code), ` ${message}.`, h('span', { class: 'dim' }, hint ? ` ${hint}.` : '')]
}
