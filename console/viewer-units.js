import { h } from './dom.js'

/** Between a number and its unit. */
const THIN_SPACE = '\u202f'

/** @typedef {{ number: string, unit: string }} Quantity */

/**
 * Three significant digits, thousands grouped.
 * @param {number} value
 */
function significant(value) {
  if (value === 0) return '0'
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return grouped(value.toFixed(Math.abs(value) >= 100 ? 0 : Math.min(decimals, 6)))
}

/** @param {string} digits */
function grouped(digits) {
  const [whole = '', fraction] = digits.split('.')
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? separated : `${separated}.${fraction}`
}

/**
 * As written: no padding, no binary noise.
 * @param {number} value
 */
const plain = (value) => grouped(String(Math.round(value * 1e6) / 1e6))

/** Grafana's two ways to count bytes: by 1024 and by 1000. */
const BYTES = {
  bytes: { base: 1024, names: ['B', 'KiB', 'MiB', 'GiB', 'TiB'] },
  decbytes: { base: 1000, names: ['B', 'kB', 'MB', 'GB', 'TB'] },
}

/**
 * @param {number} value
 * @param {'bytes' | 'decbytes'} unit
 * @returns {[number, string]}
 */
function inBytes(value, unit) {
  const { base, names } = BYTES[unit]
  const largest = names.findLastIndex((_, power) => value >= base ** power)
  const power = Math.max(0, largest)
  return [value / base ** power, names[power] ?? 'B']
}

/**
 * Scales a value to what people read: seconds to ms, ratios to percent.
 * @param {number} value
 * @param {string} unit Grafana's unit id
 * @returns {[number, string]}
 */
function scaled(value, unit) {
  // 999.6 ms would be printed as 1,000 ms.
  if (unit === 's') return Math.abs(value) < 0.9995 ? [value * 1000, 'ms'] : [value, 's']
  if (unit === 'percentunit') return [value * 100, '%']
  if (unit === 'bytes' || unit === 'decbytes') return inBytes(value, unit)
  if (unit === 'Bps') {
    const [amount, name] = inBytes(value, 'decbytes')
    return [amount, `${name}/s`]
  }
  if (unit === 'reqps') return [value, '/s']
  return [value, '']
}

/**
 * A measured value: three significant digits, counts whole.
 * @param {number} value
 * @param {string} unit
 * @returns {Quantity}
 */
export function measured(value, unit) {
  const [amount, name] = scaled(value, unit)
  if (name === '' && Number.isInteger(value)) return { number: grouped(String(value)), unit: '' }
  return { number: significant(amount), unit: name }
}

/**
 * A contract line or an axis tick: as written.
 * @param {number} value
 * @param {string} unit
 */
export function asWritten(value, unit) {
  const [amount, name] = scaled(value, unit)
  const rounded = unit === 'bytes' ? Math.round(amount * 10) / 10 : amount
  return name === '' ? plain(rounded) : `${plain(rounded)}${THIN_SPACE}${name}`
}

/**
 * @param {number | null} value
 * @param {string} unit
 */
export function measuredText(value, unit) {
  if (value === null) return 'no data'
  const { number, unit: name } = measured(value, unit)
  return name === '' ? number : `${number}${THIN_SPACE}${name}`
}

/**
 * The same as nodes, with the unit in label ink.
 * @param {number} value
 * @param {string} unit
 * @returns {(Node | string)[]}
 */
export function measuredNodes(value, unit) {
  const { number, unit: name } = measured(value, unit)
  return name === '' ? [number] : [number, h('span', { class: 'u' }, THIN_SPACE + name)]
}

/**
 * Wall-clock time of a tick; seconds only where ticks are closer than a minute.
 * @param {number} seconds since the epoch
 * @param {boolean} [withSeconds]
 */
export function clock(seconds, withSeconds = false) {
  const at = new Date(seconds * 1000)
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0')
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`
  return withSeconds ? `${minutes}:${two(at.getSeconds())}` : minutes
}
