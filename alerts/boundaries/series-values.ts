/** A stretch of a test series: a straight line until a moment. */
export interface Stretch {
  readonly untilMs: number
  /** Change a second: the rate of a counter, the slope of a gauge. */
  readonly perSecond: number
}

/** A straight line, or several joined, in promtool's notation: `0+5x24 125+0x12`. */
export function line(startValue: number, stretches: readonly Stretch[], sampleMs: number): string {
  const parts: string[] = []
  let value = startValue
  let samples = 0
  for (const { untilMs, perSecond } of stretches) {
    const step = (perSecond * sampleMs) / 1000
    const count = Math.floor(untilMs / sampleMs) - samples
    if (count <= 0) continue
    // `a+bxn` is n+1 samples: the first stretch includes the start, later ones begin a step after it.
    const first = parts.length === 0 ? value : value + step
    const times = parts.length === 0 ? count : count - 1
    parts.push(`${decimal(first)}${step < 0 ? '-' : '+'}${decimal(Math.abs(step))}x${times}`)
    value += step * count
    samples += count
  }
  return parts.join(' ')
}

/** A value that does not change. */
export function constant(value: number, untilMs: number, sampleMs: number): string {
  return line(value, [{ untilMs, perSecond: 0 }], sampleMs)
}

/** A line that jumps up and down around itself: the same slope, but not straight. */
export function zigzag(
  startValue: number,
  { untilMs, perSecond }: Stretch,
  amplitude: number,
  sampleMs: number,
): string {
  const count = Math.floor(untilMs / sampleMs) + 1
  return Array.from({ length: count }, (_, i) => {
    const onLine = startValue + (i * perSecond * sampleMs) / 1000
    return decimal(onLine + (i % 2 === 0 ? amplitude : -amplitude))
  }).join(' ')
}

/** Plain decimals: promtool's notation takes no exponents after `x`, and nobody reads sixteen digits. */
function decimal(value: number): string {
  return String(Number(value.toFixed(9)))
}
