const SVG = 'http://www.w3.org/2000/svg'

/**
 * Builds an element. Text always becomes a text node: what Prometheus or a contract says is never markup.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const built = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) built.setAttribute(name, value)
  built.append(...children)
  return built
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes, ...children) {
  const built = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) built.setAttribute(name, value)
  built.append(...children)
  return built
}

/**
 * The element with this id; a page that lacks it is broken.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`viewer.html has no element #${id}`)
  return found
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

/** @type {Record<import('./viewer-thresholds.js').Outcome, () => SVGElement>} */
const SHAPES = {
  pass: () => svg('circle', { cx: '5', cy: '5', r: '4' }),
  warn: () => svg('path', { d: 'M5 .6 9.7 9H.3z' }),
  fail: () => svg('rect', { x: '.7', y: '.7', width: '8.6', height: '8.6' }),
}

/**
 * Shape and colour of an outcome: disc, triangle, square.
 * @param {import('./viewer-thresholds.js').Outcome} outcome
 */
export function outcomeMark(outcome) {
  return svg(
    'svg',
    {
      class: `mark o-${outcome}`,
      viewBox: '0 0 10 10',
      fill: 'currentColor',
      role: 'img',
      'aria-label': outcome,
    },
    SHAPES[outcome](),
  )
}

/** The load-line disc. */
export function loadLineDisc() {
  return svg(
    'svg',
    {
      width: '18',
      height: '18',
      viewBox: '0 0 24 24',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': '2',
      'aria-hidden': 'true',
    },
    svg('circle', { cx: '12', cy: '12', r: '7', fill: 'var(--surface)' }),
    svg('path', { d: 'M1 12h22' }),
  )
}
