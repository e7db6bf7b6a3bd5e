/** @import { Unit } from './api-types.js' */
import { h } from './dom.js'

const THIN = '\u202f'
const MEBIBYTE = 1_048_576

/** Three significant digits, without an exponent. @param {number} value */
export function significant(value) {
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  return value.toFixed(Math.max(0, Math.min(6, 2 - magnitude)))
}

/**
 * A measured value in the unit people read it in.
 * @param {number} value
 * @param {Unit} unit
 * @returns {[number: string, unit: string]}
 */
function inUnit(value, unit) {
  if (unit === 'ms') {
    return value < 1000 ? [significant(value), 'ms'] : [significant(value / 1000), 's']
  }
  if (unit === 'ratio') return [significant(value * 100), '%']
  if (unit === 'per-second') return [significant(value), '/s']
  if (unit === 'bytes') return [significant(value / MEBIBYTE), 'MiB']
  if (unit === 'bytes-per-second') return [significant(value / MEBIBYTE), 'MiB/s']
  return [Math.round(value).toLocaleString('en'), '']
}

/**
 * A limit as the contract writes it, without padding.
 * @param {number} value
 * @param {Unit} unit
 */
export function limitText(value, unit) {
  const round = (/** @type {number} */ n) => String(Number(n.toPrecision(6)))
  if (unit === 'ms') {
    return value < 1000 ? `${round(value)}${THIN}ms` : `${round(value / 1000)}${THIN}s`
  }
  if (unit === 'ratio') return `${round(value * 100)}${THIN}%`
  if (unit === 'per-second') return `${round(value)}${THIN}/s`
  const [number, name] = inUnit(value, unit)
  return name ? `${number}${THIN}${name}` : number
}

/**
 * A measured value as nodes: the unit in label ink, never wrapped from its number.
 * @param {number | null | undefined} value
 * @param {Unit} unit
 */
export function quantity(value, unit) {
  if (value === null || value === undefined) return h('span', { class: 'dim' }, '–')
  const [number, name] = inUnit(value, unit)
  return h('span', { class: 'nw' }, number, name && h('span', { class: 'u' }, `${THIN}${name}`))
}

/**
 * The same as text.
 * @param {number} value
 * @param {Unit} unit
 */
export function quantityText(value, unit) {
  const [number, name] = inUnit(value, unit)
  return name ? `${number}${THIN}${name}` : number
}

/**
 * Room left under a limit, in the report's words.
 * @param {number | null} room share of the limit
 */
export function roomText(room) {
  if (room === null) return ''
  if (room >= 0) return `${Math.round(room * 100)}${THIN}% room`
  return room <= -1
    ? `${significant(1 - room)}${THIN}× limit`
    : `${Math.round(-room * 100)}${THIN}% over`
}

/** Run time as people read it: `5:42`, `1:05:42`. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** A length in prose: `30 s`, `5 min`, `24 h`, `30 d`. @param {number} ms */
export function lengthText(ms) {
  if (ms < 120_000) return `${Math.round(ms / 1000)}${THIN}s`
  if (ms < 7_200_000) return `${Number((ms / 60_000).toPrecision(3))}${THIN}min`
  if (ms < 172_800_000) return `${Number((ms / 3_600_000).toPrecision(3))}${THIN}h`
  return `${Number((ms / 86_400_000).toPrecision(3))}${THIN}d`
}

/** A moment in the reader's own time zone. @param {string} iso */
export function momentText(iso) {
  const moment = new Date(iso)
  const today = moment.toDateString() === new Date().toDateString()
  const time = moment.toLocaleTimeString('en-GB')
  return today ? time : `${moment.toLocaleDateString('en-CA')} ${time}`
}
