import { listDashboards, readDashboard } from './api.js'
import { put } from './dom.js'
import { problem } from './problem.js'
import { selectById, toolbar } from './viewer-controls.js'
import { DashboardPage } from './viewer-page.js'
import { parsedView } from './viewer-view.js'

/**
 * The generated dashboards, drawn from Prometheus: one of them, and the way to the others.
 * @type {import('./rooms.js').Opener}
 */
export function openDashboards(host, _frame, name) {
  /** @type {DashboardPage | undefined} */
  let page
  const title = document.title
  const closed = new AbortController()
  const start = async () => {
    try {
      const { dashboards } = await listDashboards()
      const chosen = name || dashboards[0]?.name
      if (chosen === undefined) throw new Error('there is no dashboard')
      const dashboard = await readDashboard(chosen)
      if (closed.signal.aborted || page) return
      put(host, ...toolbar())
      page = new DashboardPage(chosen, dashboard, dashboards, parsedView(location.search))
      wireControls(page)
      await page.refresh()
    } catch (error) {
      if (!page) put(host, problem(error))
    }
  }
  return {
    title: 'Dashboards',
    refresh: async () => {
      if (!page) await start()
    },
    redraw: () => page?.redraw(),
    close: () => {
      closed.abort()
      page?.destroy()
      document.title = title
    },
    keys: {
      '[': () => page?.shift(-1),
      ']': () => page?.shift(1),
      r: () => page?.refresh(),
      Escape: () => page?.reset(),
    },
  }
}

/** @param {DashboardPage} page */
function wireControls(page) {
  const range = selectById('range')
  const every = selectById('every')
  range.addEventListener('change', () => {
    range.blur()
    if (range.value !== '') void page.show({ from: range.value, to: 'now' })
  })
  every.addEventListener('change', () => {
    every.blur()
    void page.repeat(every.value)
  })
  const clicks = /** @type {const} */ ([
    ['earlier', () => page.shift(-1)],
    ['later', () => page.shift(1)],
    ['refresh', () => page.refresh()],
  ])
  for (const [id, click] of clicks) {
    document.getElementById(id)?.addEventListener('click', () => void click())
  }
}
