import { put } from './dom.js'
import { problem } from './problem.js'

/**
 * A part of a page that is asked for again and again: it is drawn only when the answer changed, and what has the
 * focus keeps it.
 * @template T
 * @param {HTMLElement} host
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => import('./dom.js').Child[]} draw
 * @returns {() => Promise<void>} ask now
 */
export function polled(host, ask, draw) {
  let shown = ''
  return async () => {
    let next
    try {
      const answer = await ask()
      const text = JSON.stringify(answer)
      if (text === shown) return
      shown = text
      next = draw(answer)
    } catch (error) {
      if (shown === String(error)) return
      shown = String(error)
      next = [problem(error)]
    }
    const focused = host.contains(document.activeElement)
    const href = document.activeElement?.getAttribute('href')
    put(host, ...next)
    if (!focused || !href) return
    const again = host.querySelector(`a[href="${CSS.escape(href)}"]`)
    if (again instanceof HTMLElement) again.focus({ preventScroll: true })
  }
}
