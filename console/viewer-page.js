import { byId } from './dom.js'
import { annotationMarksIn } from './viewer-annotations.js'
import * as controls from './viewer-controls.js'
import { PanelView } from './viewer-panel.js'
import { scrapeSeconds, spanOf, variableValues } from './viewer-prometheus.js'
import { ALL, momentOf, patternOf, searchOf } from './viewer-view.js'

const nowSeconds = () => Date.now() / 1000

/** One dashboard on the page: its controls, its refreshes, its panels. */
export class DashboardPage {
  /**
   * @param {string} name file name of the dashboard
   * @param {import('./viewer-panel-types.js').Dashboard} dashboard
   * @param {readonly { name: string, title: string }[]} dashboards
   * @param {import('./viewer-view.js').View} view
   */
  constructor(name, dashboard, dashboards, view) {
    this.name = name
    this.dashboard = dashboard
    this.dashboards = dashboards
    this.range = { from: view.from ?? dashboard.time.from, to: view.to ?? dashboard.time.to }
    this.every = view.refresh ?? dashboard.refresh
    /** @type {Map<string, string[]>} */
    this.chosen = new Map(view.variables)
    /** @type {Set<string>} */
    this.hidden = new Set()
    /** @type {import('./viewer-annotations.js').Mark[]} */
    this.marks = []
    /** @type {import('./viewer-panel.js').Moment | undefined} */
    this.moment = undefined
    this.panels = dashboard.panels.map((panel) => new PanelView(panel, this.#forPanels()))
    byId('dashboard').replaceChildren(...this.panels.map(({ node }) => node))
    document.title = `${dashboard.title} · Plimsoll`
    controls.showAnnotations(dashboard.annotations.list, this.hidden, (of) => this.#toggle(of))
    this.#watch()
  }

  /** Asks for everything in view and, when a period is chosen, comes back. */
  async refresh() {
    clearTimeout(this.timer)
    this.abort?.abort()
    const abort = new AbortController()
    this.abort = abort
    this.#remember()
    try {
      this.moment = await this.#moment(abort.signal)
      const moment = this.moment
      this.marks = await annotationMarksIn(
        this.dashboard.annotations.list.filter(({ name }) => !this.hidden.has(name)),
        moment.span,
        moment.variables,
        abort.signal,
      )
      await Promise.all(this.panels.map((panel) => panel.refresh(moment)))
      trouble('')
    } catch (error) {
      if (abort.signal.aborted) return
      trouble(`${error instanceof Error ? error.message : error}. The page keeps trying.`)
    }
    if (abort.signal.aborted) return
    byId('dashboard').dataset.refreshed = String(Date.now())
    const periodMs = this.every
      ? 1000 * (nowSeconds() - momentOf(`now-${this.every}`, nowSeconds()))
      : 0
    if (periodMs > 0) this.timer = setTimeout(() => this.refresh(), periodMs)
  }

  /** @param {import('./viewer-view.js').Range} range */
  async show(range) {
    this.range = range
    await this.refresh()
  }

  /** Moves the range by half its length; -1 is earlier. */
  async shift(/** @type {-1 | 1} */ direction) {
    const now = nowSeconds()
    const [from, to] = [momentOf(this.range.from, now), momentOf(this.range.to, now)]
    const by = (direction * (to - from)) / 2
    await this.show(absolute(from + by, to + by))
  }

  /** Back to the range the dashboard opens with. */
  async reset() {
    await this.show({ ...this.dashboard.time })
  }

  /** @param {string} every Grafana's refresh text, '' for off */
  async repeat(every) {
    this.every = every
    await this.refresh()
  }

  /** Asks for nothing any more. */
  destroy() {
    clearTimeout(this.timer)
    this.abort?.abort()
    this.observer?.disconnect()
    for (const panel of this.panels) panel.destroy()
  }

  redraw() {
    for (const { drawn } of this.panels) drawn?.redraw()
  }

  /** @param {AbortSignal} signal */
  async #moment(signal) {
    const now = nowSeconds()
    const { from, to } = this.range
    const span = spanOf(momentOf(from, now), momentOf(to, now), await scrapeSeconds(signal))
    /** @type {Map<string, string>} */
    const variables = new Map()
    const choices = []
    for (const variable of this.dashboard.templating.list) {
      if (variable.type !== 'query') continue
      const values = await variableValues(variable, span, variables, signal)
      const chosen = this.chosen.get(variable.name) ?? initialChoice(variable, values)
      variables.set(variable.name, patternOf(variable, chosen))
      // A value from a link may have left the range: it stays visible as what it is.
      const shown = new Set([...values, ...chosen.filter((value) => value !== ALL)])
      choices.push({ variable, values: [...shown], chosen: chosen[0] ?? ALL })
    }
    if (!isOpen('variables')) {
      controls.showVariables(choices, (name, value) => this.#choose(name, value))
    }
    return { span, variables, signal }
  }

  /** @returns {import('./viewer-panels.js').Page} */
  #forPanels() {
    return {
      notes: () => this.marks.filter(({ name }) => !this.hidden.has(name)),
      zoom: (from, to) => this.show(absolute(from, to)),
    }
  }

  /** @param {string} name @param {string} value */
  async #choose(name, value) {
    this.chosen.set(name, [value])
    await this.refresh()
  }

  /** @param {string} name */
  async #toggle(name) {
    if (!this.hidden.delete(name)) this.hidden.add(name)
    controls.showAnnotations(this.dashboard.annotations.list, this.hidden, (of) => this.#toggle(of))
    await this.refresh()
  }

  /** Panels ask for data only once they can be seen: a dashboard has sixty. */
  #watch() {
    const byNode = new Map(this.panels.map((panel) => [panel.node, panel]))
    this.observer = new IntersectionObserver(
      async (entries) => {
        for (const { target, isIntersecting } of entries) {
          const panel = byNode.get(/** @type {HTMLElement} */ (target))
          if (!panel) continue
          panel.seen = isIntersecting
          if (this.moment && panel.isStale(this.moment)) await panel.refresh(this.moment)
        }
      },
      { rootMargin: '300px' },
    )
    for (const { node } of this.panels) this.observer.observe(node)
  }

  /** Writes the view into the address and into the links to the other dashboards. */
  #remember() {
    const view = { range: this.range, refresh: this.every, variables: this.chosen }
    const address = (/** @type {string} */ of) => `/d/${encodeURIComponent(of)}${searchOf(view)}`
    history.replaceState(null, '', address(this.name))
    controls.showDashboards(this.dashboards, this.name, address)
    if (!isOpen('range')) controls.showRange(this.range)
    if (!isOpen('every')) controls.showRefresh(this.every)
  }
}

/**
 * What Grafana would start with: the dashboard's own choice, else the first value.
 * @param {import('./viewer-panel-types.js').Variable} variable
 * @param {readonly string[]} values
 */
function initialChoice(variable, values) {
  const own = variable.current?.value
  if (own !== undefined) return typeof own === 'string' ? [own] : own
  return values.slice(0, 1)
}

/**
 * A select someone has open must not be rebuilt under the hand.
 * @param {string} id
 */
function isOpen(id) {
  const focused = document.activeElement
  return focused instanceof HTMLSelectElement && byId(id).contains(focused)
}

/**
 * @param {number} from seconds since the epoch
 * @param {number} to
 */
function absolute(from, to) {
  return { from: String(Math.round(from * 1000)), to: String(Math.round(to * 1000)) }
}

/** @param {string} message '' when all is well */
function trouble(message) {
  const line = byId('viewer-trouble')
  line.textContent = message
  line.hidden = message === ''
}
