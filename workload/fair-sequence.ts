/** Sums of shares such as 1/3 carry an error of some 1e-16 a step. */
const ROUNDING = 1e-9

/**
 * Deals items so that at every length each has had its exact share, rounded up or down: user n of any number of users is
 * always of the same class, however many there are and however they come and go. Chairman assignment: of the items that
 * may have their turn, the one whose turn must come first (Tijdeman, Discrete Mathematics 32, 1980, 323-330).
 */
export function fairSequence<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
): (n: number) => T {
  const [first] = items
  if (first === undefined) throw new RangeError('nothing to deal')
  const total = items.reduce((sum, item) => sum + weightOf(item), 0)
  const slack = items.length > 1 ? 1 / (2 * items.length - 2) : 0
  const shares = items.map((item) => ({ item, share: weightOf(item) / total, dealt: 0 }))
  const sequence: T[] = []
  const deal = (): T => {
    const length = sequence.length + 1
    let next = shares[0]
    let earliest = Number.POSITIVE_INFINITY
    for (const each of shares) {
      const owed = each.share * length - each.dealt
      const deadline = (1 - slack - owed) / each.share
      if (owed < slack - ROUNDING || deadline >= earliest) continue
      next = each
      earliest = deadline
    }
    if (next) next.dealt++
    return next?.item ?? first
  }
  return (n) => {
    while (sequence.length <= n) sequence.push(deal())
    return sequence[n] ?? first
  }
}
