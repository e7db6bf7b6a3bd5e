const QUOTE = '"'

/** Rows of CSV text (RFC 4180: quotes, doubled quotes, line breaks inside quotes); the first line names the fields. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...lines] = records(text.replace(/^\uFEFF/, ''))
  return lines.map((cells) =>
    Object.fromEntries(names.map((name, i) => [name.trim(), cells[i] ?? ''])),
  )
}

function records(text: string): string[][] {
  const all: string[][] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    cells.push(cell)
    cell = ''
  }
  const endRecord = (): void => {
    endCell()
    if (cells.length > 1 || cells[0] !== '') all.push(cells)
    cells = []
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (quoted && char === QUOTE && text[i + 1] === QUOTE) {
      cell += QUOTE
      i++
    } else if (char === QUOTE) quoted = !quoted
    else if (quoted) cell += char
    else if (char === ',') endCell()
    else if (char === '\n') endRecord()
    else if (char !== '\r') cell += char
  }
  endRecord()
  return all
}
