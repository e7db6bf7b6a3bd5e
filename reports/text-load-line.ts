/** The scale of every load line ends at 150 % of the limit; beyond it stands an arrow. */
export const SCALE_END = 1.5

/** Cells left of the contract line (0 to 100 %) and right of it (to 150 %). */
export interface LoadLineCells {
  readonly left: number
  readonly right: number
}

/** Width of a load line in columns: its cells, the contract line and the arrow. */
export function loadLineWidth({ left, right }: LoadLineCells): number {
  return left + 1 + right + 1
}

/** A value as a share of its limit, drawn against the one contract line: `━━━━━━━━━━━━┃━━━━▶`. */
export function textLoadLine(load: number | null, { left, right }: LoadLineCells): string {
  if (load === null) return `${' '.repeat(left)}┃`
  if (load <= 1) {
    const filled = Math.min(left, Math.round(Math.max(0, load) * left))
    return `${'━'.repeat(filled)}${' '.repeat(left - filled)}┃`
  }
  const beyond = load > SCALE_END ? right : Math.round(((load - 1) / (SCALE_END - 1)) * right)
  return `${'━'.repeat(left)}┃${'━'.repeat(beyond)}${load > SCALE_END ? '▶' : ''}`
}
