import type { ObjectiveOutcome, RunOutcome } from '../verdict/verdict.ts'

/** What a terminal can show. */
export interface TextStyle {
  /** Width in columns; no line is longer. */
  readonly columns: number
  readonly color: boolean
  /** Only 7-bit characters: no UTF-8 locale, or `--ascii`. */
  readonly ascii: boolean
}

export type Mark = ObjectiveOutcome | RunOutcome

/** A mark always takes two columns, so that rows stay in line in both sets. */
const MARKS: Readonly<Record<Mark, readonly [unicode: string, ascii: string]>> = {
  pass: ['● ', 'ok'],
  warn: ['▲ ', '! '],
  fail: ['■ ', 'X '],
  undecided: ['◐ ', '? '],
  invalid: ['⊘ ', '# '],
  'not-judged': ['  ', '  '],
}

const ASCII: Readonly<Record<string, string>> = {
  '━': '=',
  '╌': '-',
  '┃': '|',
  '▶': '>',
  '×': 'x',
  '–': '-',
  '…': '.',
  '∞': 'inf',
}

/** ANSI SGR codes; pass has none: it is quiet. */
const COLORS = { fail: 31, warn: 33, undecided: 34, invalid: 35, bold: 1, dim: 2 } as const
export type Ink = keyof typeof COLORS

const ESCAPE = '\u001b['

/** The two columns of an outcome's mark. */
export function markOf(mark: Mark, { ascii }: TextStyle): string {
  return MARKS[mark][ascii ? 1 : 0]
}

/** Text in an ink, or as it is where colour is off. */
export function painted(text: string, ink: Ink | undefined, { color }: TextStyle): string {
  if (!color || ink === undefined || text === '') return text
  return `${ESCAPE}${COLORS[ink]}m${text}${ESCAPE}0m`
}

/** The ink of an outcome; undefined for the quiet ones. */
export function inkOf(mark: Mark): Ink | undefined {
  return mark === 'pass' || mark === 'not-judged' ? undefined : mark
}

/** Our own signs in the set the terminal knows. */
export function inSet(text: string, { ascii }: TextStyle): string {
  return ascii ? text.replace(/[━╌┃▶×–…∞]/g, (sign) => ASCII[sign] ?? sign) : text
}

/** Text from outside without control characters: an answer must not move the cursor or recolour the log. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}

/** Cuts text to a width, with a mark that something is missing. */
export function clipped(text: string, width: number): string {
  if (text.length <= width) return text
  return width <= 1 ? '…'.slice(0, Math.max(0, width)) : `${text.slice(0, width - 1)}…`
}

const NO_BREAK = '\u00a0'

/** Breaks text at spaces into lines of at most `width` columns; a longer word is cut, a number keeps its unit. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  const bound = text.replace(/(\d) (?=(?:ms|s|min|h|d|%|\/s|×)(?![\w]))/g, `$1${NO_BREAK}`)
  for (const word of bound.split(' ').flatMap((w) => pieces(w, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, ...(line === '' ? [] : [line])].map((whole) => whole.replaceAll(NO_BREAK, ' '))
}

function pieces(word: string, width: number): string[] {
  const found: string[] = []
  for (let at = 0; at < word.length; at += width) found.push(word.slice(at, at + width))
  return found
}
