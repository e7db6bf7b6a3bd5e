import type { Random } from './random.ts'

/** Picks items in proportion to their weights in constant time: Vose's alias method (IEEE TSE 17(9), 1991). */
export function weightedChoice<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
): (random: Random) => T {
  const [first] = items
  if (first === undefined) throw new RangeError('nothing to choose from')
  const total = items.reduce((sum, item) => sum + weightOf(item), 0)
  const keep = items.map((item) => (weightOf(item) * items.length) / total)
  const alias = items.map((_, i) => i)
  const small = keep.flatMap((share, i) => (share < 1 ? [i] : []))
  const large = keep.flatMap((share, i) => (share < 1 ? [] : [i]))
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop() ?? 0
    const rich = large.pop() ?? 0
    alias[poor] = rich
    keep[rich] = (keep[rich] ?? 0) - (1 - (keep[poor] ?? 0))
    if ((keep[rich] ?? 0) < 1) small.push(rich)
    else large.push(rich)
  }
  for (const i of [...small, ...large]) keep[i] = 1 // only rounding is left
  return (random) => {
    const column = Math.floor(random() * items.length)
    const chosen = random() < (keep[column] ?? 1) ? column : (alias[column] ?? column)
    return items[chosen] ?? first
  }
}
