/** One field of a cron expression: what may stand in it. */
interface CronField {
  readonly name: string
  readonly min: number
  readonly max: number
  /** Three letters each, the first stands for `min`. */
  readonly words?: readonly string[]
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ')
const SECOND: CronField = { name: 'second', min: 0, max: 59 }
const FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 0, max: 7, words: WEEKDAYS },
]
/** Most days of each month; February in a leap year. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * What is wrong with a cron expression, or undefined. Stricter than node-cron, which wraps 22-2 round
 * midnight and takes Quartz' L, W and #: a schedule is read by people who know crontab(5).
 */
export function cronProblem(expression: string): string | undefined {
  const texts = expression.trim().split(/\s+/)
  if (texts.length !== 5 && texts.length !== 6) {
    return 'want five cron fields (minute hour day-of-month month day-of-week), or six with seconds first'
  }
  const fields = texts.length === 6 ? [SECOND, ...FIELDS] : FIELDS
  for (const [i, field] of fields.entries()) {
    if (valuesOf(field, texts[i] ?? '') === undefined) return refusal(field, texts[i] ?? '')
  }
  const [day = '', month = '', weekday = ''] = texts.slice(-3)
  if (!isAny(day) && !isAny(weekday)) {
    return 'want a day of month or a day of week, not both: crontab reads "either", node-cron "both"'
  }
  return neverComes(day, month)
    ? `no month it names has day ${day}: it would never start`
    : undefined
}

function refusal({ name, min, max, words }: CronField, text: string): string {
  const also = words ? ` or ${words[0]}-${words.at(-1)}` : ''
  return `want ${name} as *, */n or numbers ${min}-${max}${also} with lists and ranges, got ${JSON.stringify(text)}`
}

const isAny = (text: string): boolean => text === '*'

function neverComes(day: string, month: string): boolean {
  const [days, months] = [FIELDS[2], FIELDS[3]]
  if (!days || !months) return false
  const first = Math.min(...(valuesOf(days, day) ?? []))
  return (valuesOf(months, month) ?? []).every((m) => first > (LONGEST[m - 1] ?? 0))
}

/** The values a field stands for; undefined when it is no field. */
function valuesOf(field: CronField, text: string): number[] | undefined {
  const values: number[] = []
  for (const part of text.toLowerCase().split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? []
    const ends = endsOf(field, range)
    const by = step === undefined ? 1 : Number(step)
    if (!ends || by < 1 || (step !== undefined && ends.single)) return undefined
    for (let value = ends.from; value <= ends.to; value += by) values.push(value)
  }
  return values
}

function endsOf(
  field: CronField,
  range: string,
): { from: number; to: number; single: boolean } | undefined {
  if (range === '*') return { from: field.min, to: field.max, single: false }
  const [first = '', last, ...more] = range.split('-')
  const from = numberOf(field, first)
  const to = last === undefined ? from : numberOf(field, last)
  if (from === undefined || to === undefined || from > to || more.length > 0) return undefined
  return { from, to, single: last === undefined }
}

function numberOf({ min, max, words }: CronField, text: string): number | undefined {
  const word = words?.indexOf(text) ?? -1
  if (word >= 0) return min + word
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}
