import type { Objective, Verdict } from '../verdict/verdict.ts'
import { intervalOf, lineText, objectiveLabels, roomLeft, valueText } from './objective-labels.ts'
import { type LoadLineCells, loadLineWidth, textLoadLine } from './text-load-line.ts'
import {
  clipped,
  inkOf,
  inSet,
  markOf,
  painted,
  type TextStyle,
  withoutControls,
  wrapped,
} from './text-style.ts'

export interface FinalOptions {
  /** Every row, also those that were not judged. */
  readonly all?: boolean
  readonly reportPath?: string
  readonly exitCode?: number
}

/** Rows shown before the passes are counted in one line. */
const MOST_ROWS = 9
const WIDE_COLUMNS = 100
const BARE_COLUMNS = 60
const VALUE = 9
const LIMIT = 9
const INTERVAL = 18
const MARK = 4
const LEAD = 14 // mark and outcome word
const ROOM = 14

/** The end of a run on stdout: trouble first, the verdict sentence last, then hint, report and exit code. */
export function finalLines(
  verdict: Verdict,
  style: TextStyle,
  options: FinalOptions = {},
): string[] {
  const width = Math.max(40, style.columns)
  const prose = (text: string) => wrapped(withoutControls(text), width)
  const { hint, validity, notes } = verdict
  const exit = options.exitCode === undefined ? '' : `exit ${options.exitCode}`
  const report = options.reportPath ? `report: ${options.reportPath}` : ''
  const last = [report, exit].filter((part) => part !== '').join('   ')
  const rows = table(verdict, { ...style, columns: width }, options.all ?? false)
  const lines = [
    ...rows,
    ...(rows.length > 0 ? [''] : []),
    ...validity.warnings.flatMap((warning) => prose(`warning: ${warning}`)),
    ...notes.flatMap((note) => prose(`note: ${note}`)),
    ...sentence(verdict, style, prose),
    ...(hint ? prose(`hint: ${hint}`) : []),
    ...(last === '' ? [] : [withoutControls(last)]),
  ]
  return lines.map((line) => inSet(line, style).trimEnd())
}

function sentence(verdict: Verdict, style: TextStyle, prose: (text: string) => string[]): string[] {
  const [first = '', ...rest] = prose(verdict.sentence)
  const word = /^[A-Z]+/.exec(first)?.[0] ?? ''
  const ink = inkOf(verdict.outcome) ?? 'bold'
  return [`${painted(word, ink, style)}${first.slice(word.length)}`, ...rest]
}

function table(verdict: Verdict, style: TextStyle, all: boolean): string[] {
  const judged = verdict.objectives.filter(({ outcome }) => outcome !== 'not-judged')
  const loud = judged.filter(({ outcome }) => outcome !== 'pass')
  const passed = judged.filter(({ outcome }) => outcome === 'pass')
  const room = Math.max(0, MOST_ROWS - loud.length)
  const shownPasses = all || passed.length <= room + 1 ? passed : passed.slice(0, room)
  const hidden = passed.slice(shownPasses.length)
  const listed = all ? verdict.objectives : [...loud, ...shownPasses]
  if (listed.length === 0 && hidden.length === 0) return []
  const layout = layoutOf(listed, verdict.objectives, style)
  return [
    header(layout),
    ...listed.map((objective) => row(objective, layout, style)),
    ...(hidden.length > 0 ? [hiddenLine(hidden, style)] : []),
    ...(!all && verdict.counts['not-judged'] > 0
      ? [
          `${' '.repeat(4)}${`${verdict.counts['not-judged']} not judged: the report says what would settle them`}`,
        ]
      : []),
  ]
}

interface Layout {
  readonly labels: ReadonlyMap<string, string>
  readonly name: number
  /** Present where the width allows intervals and load lines. */
  readonly cells: LoadLineCells | undefined
  /** Under 60 columns the outcome's word and the limits go; never the values. */
  readonly bare: boolean
}

function layoutOf(
  listed: readonly Objective[],
  objectives: readonly Objective[],
  { columns }: TextStyle,
): Layout {
  const labels = objectiveLabels(objectives)
  const longest = Math.max(9, ...listed.map(({ id }) => labels.get(id)?.length ?? 0))
  const narrow = LEAD + VALUE + LIMIT + 2 + ROOM
  const fitted = (taken: number) => Math.max(9, Math.min(longest, columns - taken))
  if (columns < BARE_COLUMNS) {
    return { labels, name: fitted(MARK + VALUE + 2 + ROOM), cells: undefined, bare: true }
  }
  if (columns < WIDE_COLUMNS) {
    return { labels, name: fitted(narrow), cells: undefined, bare: false }
  }
  const cells = { left: 12, right: 4 }
  const wide = narrow + INTERVAL + 2 + loadLineWidth(cells)
  return { labels, name: fitted(wide), cells, bare: false }
}

function header({ name, cells, bare }: Layout): string {
  if (bare)
    return `${' '.repeat(MARK)}${'Objective'.padEnd(name)}${'Measured'.padStart(VALUE)}  Room left`
  const head = ` ${'Outcome'.padEnd(LEAD - 1)}${'Objective'.padEnd(name)}${'Measured'.padStart(VALUE)}`
  const limit = 'Limit'.padStart(LIMIT)
  if (!cells) return `${head}${limit}  Room left`
  const scale = `0${'contract'.padStart(cells.left + 4)}`.padEnd(loadLineWidth(cells))
  return `${head}${'95 % interval'.padStart(INTERVAL)}${limit}  ${scale}  Room left`
}

function row(
  objective: Objective,
  { labels, name, cells, bare }: Layout,
  style: TextStyle,
): string {
  const { outcome, room } = objective
  const ink = inkOf(outcome)
  const word = outcome === 'not-judged' ? 'unjudged' : outcome
  const mark = ` ${painted(markOf(outcome, style), ink, style)} `
  const lead = bare ? mark : `${mark}${word.padEnd(LEAD - MARK)}`
  const label = clippedLabel(objective, labels.get(objective.id) ?? objective.title, name)
  const value = painted(valueText(objective).padStart(VALUE), 'bold', style)
  const head = `${lead}${label.padEnd(name)}${value}`
  const limit = lineText(objective).padStart(LIMIT)
  const left = painted(roomLeft(objective), ink, style)
  if (!cells) return bare ? `${head}  ${left}` : `${head}${limit}  ${left}`
  const between = intervalOf(objective)
  const bar = textLoadLine(room === null ? null : 1 - room, cells).padEnd(loadLineWidth(cells))
  return `${head}${clipped(between, INTERVAL - 1).padStart(INTERVAL)}${limit}  ${bar}  ${left}`
}

/** Cuts the title and keeps the phase: `P95 GET /customers/:custom…, spike`. */
function clippedLabel({ title, scope }: Objective, label: string, width: number): string {
  const tail = label === title ? '' : `, ${scope}`
  return withoutControls(`${clipped(title, Math.max(8, width - tail.length))}${tail}`).slice(
    0,
    width,
  )
}

function hiddenLine(hidden: readonly Objective[], style: TextStyle): string {
  const rooms = hidden.flatMap(({ room }) => (room === null ? [] : [Math.round(room * 100)]))
  const span =
    rooms.length === 0 ? '' : `, with ${Math.min(...rooms)} to ${Math.max(...rooms)} % room`
  return ` ${markOf('pass', style)} ${'pass'.padEnd(LEAD - MARK)}${hidden.length} more${span}`
}
