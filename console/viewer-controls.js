import { byId, h, svg } from './dom.js'
import { annotationColor } from './viewer-annotations.js'
import { clock } from './viewer-units.js'
import { ALL } from './viewer-view.js'

const RANGES = [
  ['now-1m', 'Last 1 min'],
  ['now-2m', 'Last 2 min'],
  ['now-5m', 'Last 5 min'],
  ['now-15m', 'Last 15 min'],
  ['now-1h', 'Last 1 h'],
  ['now-6h', 'Last 6 h'],
  ['now-24h', 'Last 24 h'],
  ['now-7d', 'Last 7 d'],
]
const REFRESHES = [
  ['', 'off'],
  ['5s', '5 s'],
  ['15s', '15 s'],
  ['1m', '1 min'],
]

/** The room while it is empty: its dashboards, the controls, the line for trouble, the place of the panels. */
export function toolbar() {
  const button = (
    /** @type {string} */ id,
    /** @type {string} */ key,
    /** @type {string} */ sign,
  ) => {
    const name = `${id[0]?.toUpperCase()}${id.slice(1)}`
    return h('button', { type: 'button', id, title: `${name} (${key})`, 'aria-label': name }, sign)
  }
  const select = (/** @type {string} */ id, /** @type {string} */ label) =>
    h('span', { class: 'field' }, h('select', { id, 'aria-label': label }))
  return [
    h('nav', { class: 'tabs', id: 'dashboards', 'aria-label': 'Dashboards' }),
    h(
      'div',
      { class: 'tools', role: 'toolbar', 'aria-label': 'Dashboard controls' },
      h('span', { id: 'variables', class: 'group' }),
      h('span', { id: 'annotations', class: 'group' }),
      h('span', { class: 'spring' }),
      h(
        'span',
        { class: 'seg' },
        button('earlier', '[', '‹'),
        select('range', 'Time range'),
        button('later', ']', '›'),
      ),
      h('span', { class: 'seg' }, button('refresh', 'r', '⟳'), select('every', 'Refresh every')),
    ),
    h('p', { id: 'viewer-trouble', class: 'problem', role: 'alert', hidden: true }),
    h('div', { id: 'dashboard', class: 'dash', 'aria-live': 'off' }),
  ]
}

/**
 * The select element with this id.
 * @param {string} id
 */
export function selectById(id) {
  const found = byId(id)
  if (!(found instanceof HTMLSelectElement)) throw new Error(`#${id} is no select`)
  return found
}

/**
 * One labelled select for each variable with its values; what was chosen stays chosen.
 * @param {readonly { variable: import('./viewer-panel-types.js').Variable, values: readonly string[], chosen: string }[]} choices
 * @param {(name: string, value: string) => void} choose
 */
export function showVariables(choices, choose) {
  const host = byId('variables')
  host.replaceChildren(
    ...choices.map(({ variable, values, chosen }) => {
      const id = `variable-${variable.name}`
      const select = h('select', { id })
      if (variable.includeAll) select.append(option(ALL, 'All', chosen))
      for (const value of values) select.append(option(value, value, chosen))
      select.addEventListener('change', () => choose(variable.name, selectById(id).value))
      const label = h('label', { for: id }, variable.label ?? variable.name)
      return h('span', { class: 'field' }, label, select)
    }),
  )
}

/**
 * A toggle for each kind of annotation.
 * @param {readonly import('./viewer-panel-types.js').Annotation[]} annotations
 * @param {ReadonlySet<string>} hidden
 * @param {(name: string) => void} toggle
 */
export function showAnnotations(annotations, hidden, toggle) {
  byId('annotations').replaceChildren(
    ...annotations.map(({ name, iconColor }) => {
      const pressed = String(!hidden.has(name))
      const fill = `var(${annotationColor(iconColor)})`
      const mark = svg('svg', { viewBox: '0 0 10 10', 'aria-hidden': 'true' })
      mark.append(svg('path', { d: 'M0 1h10L5 9z', fill }))
      const button = h('button', { class: 'annotation', 'aria-pressed': pressed }, mark, name)
      button.addEventListener('click', () => toggle(name))
      return button
    }),
  )
}

/**
 * The ranges to choose from, with the one that is shown among them.
 * @param {import('./viewer-view.js').Range} range
 */
export function showRange(range) {
  const known = RANGES.some(([from]) => from === range.from) && range.to === 'now'
  const options = RANGES.map(([value = '', text = '']) => option(value, text, range.from))
  if (!known) {
    const at = (/** @type {string} */ text) =>
      /^\d+$/.test(text) ? clock(Number(text) / 1000, true) : text
    options.push(option('', `${at(range.from)} to ${at(range.to)}`, ''))
  }
  selectById('range').replaceChildren(...options)
}

/** @param {string} refresh */
export function showRefresh(refresh) {
  const options = REFRESHES.map(([value = '', text = '']) => option(value, text, refresh))
  selectById('every').replaceChildren(...options)
}

/**
 * Links to all dashboards; they keep time and variables.
 * @param {readonly { name: string, title: string }[]} dashboards
 * @param {string} current
 * @param {(name: string) => string} hrefOf
 */
export function showDashboards(dashboards, current, hrefOf) {
  byId('dashboards').replaceChildren(
    ...dashboards.map(({ name, title }) => {
      const link = h('a', { href: hrefOf(name) }, title)
      if (name === current) link.setAttribute('aria-current', 'page')
      return link
    }),
  )
}

/**
 * @param {string} value
 * @param {string} text
 * @param {string} chosen
 */
function option(value, text, chosen) {
  const built = h('option', { value }, text)
  if (value === chosen) built.setAttribute('selected', '')
  return built
}
