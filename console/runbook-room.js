import { readRunbook } from './api.js'
import { h, put } from './dom.js'
import { markdownNodes } from './markdown.js'
import { polled } from './polled.js'

/** What to do when an alert fires. @type {import('./rooms.js').Opener} */
export function openRunbook(host, _frame, name) {
  const body = h('article')
  put(host, h('p', { class: 'crumb' }, h('a', { href: '/alerts' }, 'Alerts'), ' / runbook'), body)
  return { title: `Runbook ${name}`, refresh: polled(body, () => readRunbook(name), markdownNodes) }
}
