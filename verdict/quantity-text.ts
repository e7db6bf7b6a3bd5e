import { MEBIBYTE } from '../contract/units.ts'
import type { Interval, Unit } from './verdict.ts'

/** A number and its unit apart, so that each medium joins them by its own space. */
export interface QuantityText {
  readonly number: string
  readonly unit: string
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Value in the unit a reader sees it in: ms turn over to s at 1000, bytes by 1000, ratios to percent. */
function displayed(value: number, unit: Unit): { value: number; unit: string } {
  switch (unit) {
    case 'ms':
      // 999.6 would round to `1,000 ms` at three digits
      return Math.abs(value) >= 999.5 ? { value: value / 1000, unit: 's' } : { value, unit: 'ms' }
    case 'ratio':
      return { value: value * 100, unit: '%' }
    case 'per-second':
      return { value, unit: '/s' }
    case 'count':
      return { value, unit: '' }
    case 'bytes':
      return displayedBytes(value, '')
    case 'bytes-per-second':
      return displayedBytes(value, '/s')
  }
}

/** Decimal units, but for whole mebibytes: a container limit of 512 MiB is written as such. */
function displayedBytes(value: number, per: string): { value: number; unit: string } {
  if (per === '' && value > 0 && value % MEBIBYTE === 0) {
    return { value: value / MEBIBYTE, unit: 'MiB' }
  }
  let [rest, step] = [value, 0]
  while (Math.abs(rest) >= 999.5 && step < BYTE_UNITS.length - 1) {
    rest /= 1000
    step++
  }
  return { value: rest, unit: `${BYTE_UNITS[step]}${per}` }
}

/** Groups the digits before the point by thousands: `4966.5` is `4,966.5`. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`
}

/** Whole numbers with groups: `4,966`. */
export function countText(value: number): string {
  return grouped(String(Math.round(value)))
}

/** Three significant digits, never in exponent form: 319, 2.01, 0.0460, 12,300. */
export function threeDigits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : '∞'
  const rounded = Number(value.toPrecision(3))
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))))
  return grouped(rounded.toFixed(Math.min(decimals, 12)))
}

/** A measured value: three significant digits; counts whole. */
export function measured(value: number, unit: Unit): QuantityText {
  if (unit === 'count') return { number: countText(value), unit: '' }
  const shown = displayed(value, unit)
  return { number: threeDigits(shown.value), unit: shown.unit }
}

/** A contract limit or axis tick as people write it, without padding: `250 ms`, `0.1 %`, `1.5 s`. */
export function asWritten(value: number, unit: Unit): QuantityText {
  const shown = displayed(value, unit)
  return { number: grouped(String(Number(shown.value.toPrecision(6)))), unit: shown.unit }
}

/** Number and unit with a space between; thin spaces are for HTML only. */
export function joined({ number, unit }: QuantityText, space = ' '): string {
  return unit === '' ? number : `${number}${space}${unit}`
}

export function measuredText(value: number, unit: Unit): string {
  return joined(measured(value, unit))
}

export function limitText(value: number, unit: Unit): string {
  return joined(asWritten(value, unit))
}

/** `307–338 ms`; `591 ms–2.01 s` across units; `over 591 ms` where the samples give no upper bound. */
export function intervalText(interval: Interval, unit: Unit, space = ' '): string {
  const low = interval.low === null ? undefined : measured(interval.low, unit)
  const high = interval.high === null ? undefined : measured(interval.high, unit)
  if (low && high) {
    if (low.unit === high.unit)
      return joined({ number: `${low.number}–${high.number}`, unit: high.unit }, space)
    return `${joined(low, space)}–${joined(high, space)}`
  }
  if (low) return `over ${joined(low, space)}`
  return high ? `up to ${joined(high, space)}` : 'no bounds'
}

/** Room left in words: `17 %`, `27 % over`, from twice the limit `4.09 × limit`. */
export function roomText(room: number): string {
  const load = 1 - room
  if (load >= 2) return load > 100 ? 'over 100 × limit' : `${threeDigits(load)} × limit`
  const percent = Math.round(Math.abs(room) * 100)
  if (room >= 0) return `${percent} %`
  return percent === 0 ? 'just over' : `${percent} % over`
}

/** A stretch of time in prose, rounded up so that a promise of sufficiency holds: `40 s`, `12 min`, `3 h 40 min`. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours >= 48) return `${Math.ceil(hours / 24)} d`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** Run time as a clock: `5:42`, from an hour `1:05:42`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`
}
