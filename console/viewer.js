import { byId, selectById } from './viewer-dom.js'
import { DashboardPage, trouble } from './viewer-page.js'
import { followTheme } from './viewer-theme.js'
import { parsedView } from './viewer-view.js'

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function readJson(path) {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response.json()
}

/** @param {DashboardPage} page */
function wireControls(page) {
  const range = selectById('range')
  const every = selectById('every')
  range.addEventListener('change', () => {
    range.blur()
    if (range.value !== '') page.show({ from: range.value, to: 'now' })
  })
  every.addEventListener('change', () => {
    every.blur()
    page.repeat(every.value)
  })
  const actions = /** @type {Record<string, () => unknown>} */ ({
    '[': () => page.shift(-1),
    ']': () => page.shift(1),
    r: () => page.refresh(),
    Escape: () => page.reset(),
    t: followTheme(() => page.redraw()),
  })
  for (const [id, key] of [
    ['earlier', '['],
    ['later', ']'],
    ['refresh', 'r'],
    ['theme', 't'],
  ]) {
    byId(id ?? '').addEventListener('click', () => actions[key ?? '']?.())
  }
  addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLSelectElement
    if (!typing && !event.metaKey && !event.ctrlKey) actions[event.key]?.()
  })
}

async function start() {
  const view = parsedView(location.search)
  const { dashboards } = await readJson('/api/dashboards')
  const name = view.dashboard ?? dashboards[0]?.name
  if (name === undefined) throw new Error('there is no dashboard')
  const dashboard = await readJson(`/api/dashboards/${encodeURIComponent(name)}`)
  const page = new DashboardPage(name, dashboard, dashboards, view)
  wireControls(page)
  await page.refresh()
}

start().catch((error) => trouble(`The dashboard cannot be shown: ${error.message}.`))
