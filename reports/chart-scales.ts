import type { Unit } from '../verdict/verdict.ts'
import type { Tick } from './chart-frame.ts'
import { htmlLimit } from './html-text.ts'

/** From a value to its height: 0 is the top of the chart, 1 the bottom. */
export interface Scale {
  readonly y: (value: number) => number
  readonly ticks: readonly Tick[]
}

const STEPS = [1, 2, 5] as const

/** Log scale with ticks 1-2-5, for latencies in milliseconds. */
export function logScale(low: number, high: number): Scale {
  const bottom = floorStep(Math.max(low, 0.05))
  const top = Math.max(ceilStep(high), bottom * 10)
  const span = Math.log(top / bottom)
  const y = (value: number) => 1 - Math.log(Math.max(value, bottom) / bottom) / span
  const decades = Math.log10(top / bottom)
  const values: number[] = []
  for (let exponent = Math.floor(Math.log10(bottom)); 10 ** exponent <= top; exponent++) {
    for (const step of decades > 3 ? [1] : STEPS) {
      const value = Number((step * 10 ** exponent).toPrecision(2))
      if (value >= bottom * 0.999 && value <= top * 1.001) values.push(value)
    }
  }
  return { y, ticks: values.map((value) => ({ at: y(value), html: htmlLimit(value, 'ms') })) }
}

/** Scale from zero with two to four round ticks, as little above the highest value as they allow. */
export function zeroScale(high: number, unit: Unit): Scale {
  const wanted = high > 0 ? high : 1
  const power = 10 ** Math.floor(Math.log10(wanted))
  const [best] = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5]
    .map((step) => ({ step: step * power, count: Math.ceil((wanted / (step * power)) * 0.9999) }))
    .filter(({ count }) => count >= 2 && count <= 4)
    .toSorted((a, b) => a.step * a.count - b.step * b.count || a.count - b.count)
  const { step, count } = best ?? { step: wanted / 2, count: 2 }
  const y = (value: number) => 1 - value / (step * count)
  const ticks = Array.from({ length: count + 1 }, (_, i) => {
    const value = Number((i * step).toPrecision(6))
    return { at: y(value), html: htmlLimit(value, unit) }
  })
  return { y, ticks }
}

function floorStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [...STEPS].reverse().find((s) => s * power <= value * 1.001) ?? 1
  return step * power
}

function ceilStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [...STEPS, 10].find((s) => s * power >= value * 0.999) ?? 10
  return step * power
}
