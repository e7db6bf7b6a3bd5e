import { asWritten, measured, type QuantityText } from '../verdict/quantity-text.ts'
import type { ObjectiveOutcome, RunOutcome, Unit } from '../verdict/verdict.ts'

const THIN_SPACE = '\u202f'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text from outside as HTML or XML text or attribute value; every name, path and cause goes through here. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

/** Number and unit, the unit in label ink, kept together. */
export function htmlQuantity({ number, unit }: QuantityText): string {
  const label = unit === '' ? '' : `<span class="u">${THIN_SPACE}${escaped(unit)}</span>`
  return `${escaped(number)}${label}`
}

export function htmlMeasured(value: number | null | undefined, unit: Unit): string {
  return value === null || value === undefined ? '–' : htmlQuantity(measured(value, unit))
}

export function htmlLimit(value: number | null | undefined, unit: Unit): string {
  return value === null || value === undefined ? '–' : htmlQuantity(asWritten(value, unit))
}

/** A sentence of ours: escaped, with thin spaces before units so that no number parts from its unit. */
export function prose(text: string): string {
  return escaped(text).replace(
    /(\d) (ms|s|min|h|d|%|\/s|[KMGT]?i?B(?:\/s)?|×)(?![\w])/g,
    (_, digit: string, unit: string) => `${digit}${THIN_SPACE}${unit}`,
  )
}

/** A method and path that may break at slashes: `<code>GET</code> /customers/...`. */
export function routeText(method: string, path: string): string {
  return `<code>${escaped(method)}</code> ${escaped(path).replaceAll('/', '/<wbr>')}`
}

const SHAPES: Readonly<Record<ObjectiveOutcome | RunOutcome, string>> = {
  pass: '<circle cx="5" cy="5" r="4"/>',
  warn: '<path d="M5 .6 9.7 9H.3z"/>',
  fail: '<rect x=".7" y=".7" width="8.6" height="8.6"/>',
  undecided:
    '<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M5 1.1a3.9 3.9 0 0 1 0 7.8z"/>',
  invalid:
    '<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M2 8 8 2" stroke="currentColor" stroke-width="1.3"/>',
  'not-judged': '<path d="M1 5h8" stroke="currentColor" stroke-width="1.3"/>',
}

/** The outcome's shape: disc, triangle, square, half disc, slashed ring. */
export function outcomeMark(outcome: ObjectiveOutcome | RunOutcome): string {
  return `<svg class="mark o-${outcome}" viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">${SHAPES[outcome]}</svg>`
}

/** Shape and word. */
export function outcomeState(
  outcome: ObjectiveOutcome | RunOutcome,
  words: string = outcome,
): string {
  return `<span class="state o-${outcome}">${outcomeMark(outcome)}${escaped(words)}</span>`
}

/** The load-line disc: brand, and the left end of every contract line. */
export function loadLineDisc(size: number): string {
  return `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><circle cx="12" cy="12" r="7"/><path d="M1 12h22"/></svg>`
}

/** Percent for a style attribute, short. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`
}
