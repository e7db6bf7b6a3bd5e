import { h } from './dom.js'
import { isPanelType } from './viewer-panel-types.js'
import { RENDERERS, seriesOf } from './viewer-panels.js'
import { queryRange, substituted } from './viewer-prometheus.js'

/**
 * @typedef {{
 *   span: import('./viewer-prometheus.js').Span,
 *   variables: ReadonlyMap<string, string>,
 *   signal: AbortSignal,
 * }} Moment one refresh of the page: what all its panels ask for
 */

/** One panel on the page: asks only while it is in view, says what went wrong where its chart would be. */
export class PanelView {
  /**
   * @param {import('./viewer-panel-types.js').Panel} panel
   * @param {import('./viewer-panels.js').Page} page
   */
  constructor(panel, page) {
    this.panel = panel
    /** True while the panel is in view or close to it. */
    this.seen = false
    /** @type {Moment | undefined} */
    this.moment = undefined
    /** @type {import('./viewer-panels.js').Drawn | undefined} */
    this.drawn = undefined
    this.body = h('div', { class: 'body' })
    this.node = this.#frame()
    const { type } = panel
    if (!isPanelType(type)) this.#fail(`Panel type ${type} is not drawn here. Open it in Grafana.`)
    else if (type !== 'row') this.drawn = RENDERERS[type](panel, this.body, page)
  }

  /** True when it came into view after the page was refreshed. */
  isStale(/** @type {Moment} */ moment) {
    return this.drawn !== undefined && this.seen && this.moment !== moment
  }

  /** @param {Moment} moment */
  async refresh(moment) {
    if (!this.drawn || !this.seen) return
    this.moment = moment
    const { span, variables, signal } = moment
    try {
      const answers = await Promise.all(
        (this.panel.targets ?? []).map(async ({ refId, expr }) => ({
          refId,
          frames: await queryRange(substituted(expr, span, variables), span, signal),
        })),
      )
      const series = seriesOf(this.panel, answers)
      this.drawn.show({ span, series })
      this.node.dataset.state = series.length > 0 ? 'drawn' : 'empty'
    } catch (error) {
      if (signal.aborted) return
      this.drawn.destroy()
      this.#fail(error instanceof Error ? error.message : String(error))
    }
  }

  destroy() {
    this.drawn?.destroy()
    this.node.remove()
  }

  /** @param {string} message */
  #fail(message) {
    this.node.dataset.state = 'error'
    this.body.replaceChildren(h('p', { class: 'note error', role: 'alert' }, message))
  }

  #frame() {
    const { id, type, title, description, gridPos } = this.panel
    const node =
      type === 'row'
        ? h('h2', { class: 'heading' }, title)
        : h(
            'section',
            { class: 'panel', 'aria-label': title, 'data-state': 'waiting' },
            h(
              'h3',
              { title: description ?? '' },
              h('b', {}, title),
              h('span', {}, description ?? ''),
            ),
            this.body,
          )
    node.dataset.type = type
    node.dataset.panel = String(id)
    node.style.setProperty('--columns', `${gridPos.x + 1} / span ${gridPos.w}`)
    node.style.setProperty('--rows', `${gridPos.y + 1} / span ${gridPos.h}`)
    return node
  }
}
