/** @import { Outcome } from './api-types.js' */

const SVG = 'http://www.w3.org/2000/svg'

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with attributes and children; text goes in as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void) | undefined>} [attributes] a function is a listener
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value))
  }
  put(element, ...children)
  return element
}

/**
 * Replaces what an element holds.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function put(element, ...children) {
  /** @type {(Node | string)[]} */
  const nodes = []
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue
    nodes.push(child instanceof Node ? child : String(child))
  }
  element.replaceChildren(...nodes)
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Element} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/** @type {Record<Outcome | 'running', () => Element[]>} */
const SHAPES = {
  pass: () => [svg('circle', { cx: 5, cy: 5, r: 4, fill: 'currentColor' })],
  warn: () => [svg('path', { d: 'M5 .6 9.7 9H.3z', fill: 'currentColor' })],
  fail: () => [svg('rect', { x: 1, y: 1, width: 8, height: 8, fill: 'currentColor' })],
  undecided: () => [
    svg('circle', { cx: 5, cy: 5, r: 3.9, fill: 'none', stroke: 'currentColor' }),
    svg('path', { d: 'M5 1.1a3.9 3.9 0 0 0 0 7.8z', fill: 'currentColor' }),
  ],
  invalid: () => [
    svg('circle', { cx: 5, cy: 5, r: 3.9, fill: 'none', stroke: 'currentColor' }),
    svg('path', { d: 'M2 8 8 2', stroke: 'currentColor' }),
  ],
  running: () => [svg('path', { d: 'M1 .5 9.5 5 1 9.5z', fill: 'currentColor' })],
}

/**
 * The mark of an outcome: colour and shape. A word stands beside it, or it says its word itself.
 * @param {Outcome | 'running'} outcome
 * @param {string} [word] where none stands beside it
 */
export function mark(outcome, word) {
  const ink = outcome === 'running' ? 'pass' : outcome
  /** @type {Record<string, string>} */
  const said = word === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': word }
  return svg('svg', { class: `mark o-${ink}`, viewBox: '0 0 10 10', ...said }, ...SHAPES[outcome]())
}

/**
 * An outcome as mark and word.
 * @param {Outcome | 'running'} outcome
 * @param {string} [word]
 */
export function state(outcome, word = outcome) {
  const ink = outcome === 'running' ? 'pass' : outcome
  return h('span', { class: `state o-${ink}` }, mark(outcome), word)
}

/**
 * The element with this id; a page that lacks it is broken.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no element #${id}`)
  return found
}
