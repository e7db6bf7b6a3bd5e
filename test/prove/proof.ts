/** A long check outside `npm test`: its result is a Markdown page that is committed. */
export interface Proof {
  readonly name: string
  readonly proves: string
  /** Returns the page's body and whether all of it held. */
  readonly run: (say: (line: string) => void) => Promise<{ body: string; held: boolean }>
}

/** Rows as a Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
