const QUOTE = '"'
const COMMA = 0x2c
const NEW_LINE = 0x0a

/** Rows of CSV text (RFC 4180: quotes, doubled quotes, line breaks inside quotes); the first line names the fields. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: Record<string, string>[] = []
  let names: string[] | undefined
  for (const cells of records(text.replace(/^\uFEFF/, ''))) {
    if (names === undefined) names = cells.map((name) => name.trim())
    else rows.push(rowOf(names, cells))
  }
  return rows
}

/** The cells of each line that holds anything. */
function* records(text: string): Generator<string[]> {
  let cells: string[] = []
  for (let at = 0; at <= text.length; ) {
    const cell = text[at] === QUOTE ? quotedCell(text, at) : plainCell(text, at)
    cells.push(cell.value)
    at = cell.end + 1
    if (text[cell.end] === ',') continue
    if (cells.length > 1 || cells[0] !== '') yield cells
    cells = []
  }
}

/** A cell and where the comma or line break is that ends it. */
interface Cell {
  readonly value: string
  readonly end: number
}

function plainCell(text: string, from: number): Cell {
  let end = from
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === COMMA || code === NEW_LINE) break
  }
  const last = text[end] !== ',' && text[end - 1] === '\r' ? end - 1 : end
  return { value: text.slice(from, Math.max(from, last)), end }
}

/** What follows the closing quote belongs to the cell, as spreadsheets read it. */
function quotedCell(text: string, from: number): Cell {
  let value = ''
  let start = from + 1
  for (;;) {
    const quote = text.indexOf(QUOTE, start)
    if (quote < 0) return { value: value + text.slice(start), end: text.length }
    value += text.slice(start, quote)
    start = quote + 1
    if (text[start] !== QUOTE) break
    value += QUOTE
    start++
  }
  const rest = plainCell(text, start)
  return { value: value + rest.value, end: rest.end }
}

function rowOf(names: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) row[names[i] ?? ''] = cells[i] ?? ''
  return row
}
