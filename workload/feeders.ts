import { PlimsollError } from '../contract/errors.ts'
import type { Feeder } from '../contract/journeys.ts'
import { parseCsv } from './csv.ts'
import type { Random } from './random.ts'
import { shareOf } from './split.ts'
import type { Variables } from './template.ts'

/** The rows of a feeder: a range needs none in memory. */
export interface FeederRows {
  readonly name: string
  readonly fields: readonly string[]
  readonly count: number
  readonly row: (index: number) => Variables
}

/**
 * Rows of a feeder.
 * @param text content of its csv or json file; files are read outside
 */
export function feederRows(feeder: Feeder, text: string | undefined): FeederRows {
  if ('range' in feeder) {
    const [from, to] = feeder.range
    const row = (index: number): Variables => ({ [feeder.variable]: from + index })
    return { name: feeder.name, fields: [feeder.variable], count: to - from + 1, row }
  }
  const rows = 'rows' in feeder ? feeder.rows : fileRows(feeder, text)
  const [first] = rows
  if (first === undefined) throw problem(feeder.name, 'has no rows')
  return {
    name: feeder.name,
    fields: Object.keys(first),
    count: rows.length,
    row: (index) => rows[index] ?? first,
  }
}

/** Gives the next row, undefined when a `unique` feeder is used up. Workers take turns, so none gets another's row. */
export function rowPicker(
  rows: FeederRows,
  pick: Feeder['pick'],
  worker: { readonly index: number; readonly workers: number },
): (random: Random) => Variables | undefined {
  if (pick === 'random') return (random) => rows.row(Math.floor(random() * rows.count))
  const own = shareOf(rows.count, worker.index, worker.workers)
  let taken = 0
  return () => {
    if (pick === 'unique' && taken >= own) return undefined
    const turn = own === 0 ? 0 : taken % own // more workers than rows: some share the first
    taken++
    return rows.row(own === 0 ? 0 : worker.index + turn * worker.workers)
  }
}

function fileRows(
  feeder: Exclude<Feeder, { rows: unknown } | { range: unknown }>,
  text: string | undefined,
): Variables[] {
  const file = 'csvFile' in feeder ? feeder.csvFile : feeder.jsonFile
  if (text === undefined) throw problem(feeder.name, `needs the content of ${file}`)
  if ('csvFile' in feeder) return parseCsv(text)
  try {
    const parsed: unknown = JSON.parse(text)
    if (Array.isArray(parsed) && parsed.every(isRow)) return parsed
  } catch (cause) {
    throw problem(feeder.name, `${file} is not JSON`, cause)
  }
  throw problem(feeder.name, `${file} must be an array of objects with text, numbers or booleans`)
}

function isRow(value: unknown): value is Variables {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((field) =>
    ['string', 'number', 'boolean'].includes(typeof field),
  )
}

function problem(name: string, words: string, cause?: unknown): PlimsollError {
  return new PlimsollError('CONTRACT_INVALID', `feeder ${name} ${words}`, { cause })
}
