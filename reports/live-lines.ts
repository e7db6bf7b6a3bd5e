import type { EndpointSnapshot, RunSnapshot } from '../measurement/run-snapshot.ts'
import {
  clockText,
  countText,
  limitText,
  measuredText,
  roomText,
} from '../verdict/quantity-text.ts'
import type { SoFarRow } from '../verdict/so-far-row.ts'
import { type LoadLineCells, loadLineWidth, textLoadLine } from './text-load-line.ts'
import {
  clipped,
  inkOf,
  inSet,
  type Mark,
  markOf,
  painted,
  type TextStyle,
  withoutControls,
} from './text-style.ts'

export interface LiveStyle extends TextStyle {
  /** What the keys do, e.g. `x stop   ? keys`; nothing where there is no keyboard. */
  readonly keys?: string
  /** Rows of the screen; the view never takes more. */
  readonly rows?: number
}

/** Objectives shown while a run goes on. */
const MOST_ROWS = 4
const WIDE_COLUMNS = 112
const BAR_COLUMNS = 60

const MARK_OF: Readonly<Record<SoFarRow['state'], Mark>> = {
  over: 'fail',
  warn: 'warn',
  under: 'pass',
  none: 'not-judged',
}

/** The whole live view, redrawn in place: where the run is, what it carries, how it stands to its lines. */
export function liveLines(
  snapshot: RunSnapshot,
  rows: readonly SoFarRow[],
  style: LiveStyle,
): string[] {
  const width = style.columns
  const title = `plimsoll run ${snapshot.profile}   ${snapshot.service}   ${snapshot.runId}`
  const head = [clipped(withoutControls(title), width), '', phaseLine(snapshot, style)]
  const load = flowing(loadParts(snapshot), width)
  const shown = chosenRows(rows)
  const state = stateLine(rows, style)
  const objectives = shown.map((row) => rowLine(row, nameWidth(shown, width), style))
  const frame = head.length + load.length + objectives.length + 3
  const spare = (style.rows ?? Number.MAX_SAFE_INTEGER) - frame - 1
  const table = width >= WIDE_COLUMNS && spare > 2 ? endpointTable(snapshot, style, spare) : []
  return [...head, ...load, '', ...objectives, '', ...table, state].map((line) =>
    inSet(line, style).trimEnd(),
  )
}

/** The worst rows, and always the errors. */
function chosenRows(rows: readonly SoFarRow[]): SoFarRow[] {
  const worst = rows.slice(0, MOST_ROWS)
  const errors = rows.find(({ name }) => name.startsWith('Errors'))
  if (!errors || worst.includes(errors)) return worst
  return [...worst.slice(0, MOST_ROWS - 1), errors]
}

function phaseLine(snapshot: RunSnapshot, style: LiveStyle): string {
  const { elapsedMs, plannedMs, phases } = snapshot
  const left = Math.max(0, plannedMs - elapsedMs)
  const clock = `  ${clockText(elapsedMs)}  ${clockText(left)} left`
  const names = phases.reduce((sum, { name }) => sum + name.length + 2, 0)
  const cells = Math.min(60, style.columns - 1 - clock.length - names)
  if (cells < phases.length) return clipped(` ${snapshot.phase}${clock}`, style.columns)
  const parts = phases.map(({ name, startMs, endMs }) => {
    const wide = Math.max(1, Math.floor(((endMs - startMs) / Math.max(1, plannedMs)) * cells))
    const share = (elapsedMs - startMs) / Math.max(1, endMs - startMs)
    const done = Math.round(Math.min(1, Math.max(0, share)) * wide)
    return `${name} ${'━'.repeat(done)}${'╌'.repeat(wide - done)}`
  })
  return clipped(` ${parts.join(' ')}${clock}`, style.columns)
}

function loadParts(snapshot: RunSnapshot): string[] {
  const rate = (value: number) => measuredText(value, 'per-second')
  return [
    ...(snapshot.model === 'closed' ? [`users ${countText(snapshot.users)}`] : []),
    ...(snapshot.model === 'open' ? [`offered ${rate(snapshot.offeredPerSecond)}`] : []),
    `${snapshot.model === 'open' ? 'delivered' : 'sent'} ${rate(snapshot.deliveredPerSecond)}`,
    `in flight ${countText(snapshot.inFlight)}`,
    `requests ${countText(snapshot.requests)}`,
    `errors ${countText(snapshot.errors)}`,
    `schedule lag P99 ${measuredText(snapshot.scheduleLagP99Ms, 'ms')}`,
  ]
}

/** One line of as many parts as fit; the last ones leave first. */
function flowing(parts: readonly string[], width: number): string[] {
  let line = ''
  for (const part of parts) {
    const longer = line === '' ? ` ${part}` : `${line}   ${part}`
    if (longer.length > width) break
    line = longer
  }
  return [line]
}

const VALUE_WIDTH = 8
const LIMIT_WIDTH = 8
const ROOM_WIDTH = 14

function nameWidth(rows: readonly SoFarRow[], columns: number): number {
  const longest = Math.max(0, ...rows.map(({ name }) => name.length))
  const bar = columns >= BAR_COLUMNS ? 10 : 0
  return Math.max(
    8,
    Math.min(longest, columns - 4 - VALUE_WIDTH - LIMIT_WIDTH - ROOM_WIDTH - bar - 4),
  )
}

function barCells(free: number): LoadLineCells {
  const left = Math.floor(((free - 2) * 2) / 3)
  return { left, right: Math.min(free - 2 - left, Math.round(left / 2)) }
}

function rowLine(row: SoFarRow, nameColumns: number, style: LiveStyle): string {
  const mark = MARK_OF[row.state]
  const name = clipped(withoutControls(row.name), nameColumns).padEnd(nameColumns)
  const value = row.value === null ? '–' : measuredText(row.value, row.unit)
  const limit = limitText(row.failLine, row.unit)
  const room = roomInWords(row)
  const lead = ` ${painted(markOf(mark, style), inkOf(mark), style)} ${name}`
  const shown = ` ${painted(value.padStart(VALUE_WIDTH), 'bold', style)}`
  const leadWidth = 4 + nameColumns + 1 + VALUE_WIDTH
  if (style.columns < BAR_COLUMNS) {
    const rest = ` ${limit.padStart(LIMIT_WIDTH - 1)}  `
    const fits = leadWidth + rest.length + room.length <= style.columns
    return `${lead}${shown}${fits ? rest : '  '}${painted(room, inkOf(mark), style)}`
  }
  const free = style.columns - leadWidth - LIMIT_WIDTH - 2 - 2 - ROOM_WIDTH
  const cells = barCells(Math.min(50, free))
  const load = row.room === null ? null : 1 - row.room
  const bar = textLoadLine(load, cells).padEnd(loadLineWidth(cells))
  return `${lead}${shown}${limit.padStart(LIMIT_WIDTH)}  ${bar}  ${painted(room, inkOf(mark), style)}`
}

function roomInWords({ room }: SoFarRow): string {
  if (room === null) return 'nothing yet'
  return room >= 0 ? `${roomText(room)} room` : roomText(room)
}

function stateLine(rows: readonly SoFarRow[], style: LiveStyle): string {
  const judged = rows.filter((row) => row.judged)
  const over = judged.filter(({ state }) => state === 'over').length
  const warned = judged.filter(({ state }) => state === 'warn').length
  const [word, mark, count] =
    over > 0 ? ['FAIL', 'fail', over] : warned > 0 ? ['WARN', 'warn', warned] : ['PASS', 'pass', 0]
  const rest =
    count > 0 ? `: ${count} of ${judged.length} objectives.` : `: all within their lines.`
  const text = ` So far ${word}${rest}`
  const keys = style.keys && text.length + 3 + style.keys.length <= style.columns ? style.keys : ''
  const bold = painted(`So far ${word}`, inkOf(mark as Mark) ?? 'bold', style)
  return ` ${bold}${rest}${keys === '' ? '' : `   ${keys}`}`
}

/** Every endpoint, by room left in P95. */
export function endpointLines(snapshot: RunSnapshot, style: TextStyle): string[] {
  return endpointTable(snapshot, style, Number.MAX_SAFE_INTEGER).map((line) => inSet(line, style))
}

/** Endpoints by room left in P95, as many as the height allows, the rest counted. */
function endpointTable(snapshot: RunSnapshot, style: TextStyle, spare: number): string[] {
  const use = (e: EndpointSnapshot) => (e.p95Ms ?? 0) / (e.p95FailMs ?? e.p95TargetMs ?? Infinity)
  const worst = snapshot.endpoints.toSorted((a, b) => use(b) - use(a))
  const shown = worst.slice(0, Math.max(1, spare - 3))
  const nameColumns = Math.min(36, Math.max(12, style.columns - 61))
  const cell = (text: string) => text.padStart(10)
  const titles = ['rate/s', 'P50', 'P95', 'limit', 'P99', 'errors'].map(cell).join('')
  const lines = shown.map((e) => {
    const name = clipped(withoutControls(`${e.method} ${e.path}`), nameColumns).padEnd(nameColumns)
    const ms = (value: number | null | undefined) =>
      cell(value === null || value === undefined ? '–' : measuredText(value, 'ms'))
    const limitMs = e.p95FailMs ?? e.p95TargetMs
    const limit = cell(limitMs === undefined ? '–' : limitText(limitMs, 'ms'))
    const rate = cell(measuredText(e.perSecond, 'per-second').replace(' /s', ''))
    const p95 = painted(ms(e.p95Ms), use(e) > 1 ? 'fail' : 'bold', style)
    return ` ${name}${rate}${ms(e.p50Ms)}${p95}${limit}${ms(e.p99Ms)}${cell(countText(e.errors))}`
  })
  const rest = worst.slice(shown.length)
  const over = rest.filter((e) => use(e) > 1).length
  const tail = over > 0 ? `, ${over} of them over their P95 limits` : ''
  const more = rest.length > 0 ? [` ${rest.length} more${tail}`] : []
  return [` ${'Endpoint'.padEnd(nameColumns)}${titles}`, ...lines, ...more, '']
}
