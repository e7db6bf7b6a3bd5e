import type {
  Calibration,
  CalibrationOutcome,
  CalibrationPart,
} from '../app/calibration/calibrate.ts'
import type { PercentileRow, RowOutcome } from '../app/calibration/compare.ts'
import {
  inkOf,
  inSet,
  type Mark,
  markOf,
  painted,
  type TextStyle,
  wrapped,
} from '../reports/text-style.ts'

const MARKS: Readonly<Record<RowOutcome, Mark>> = {
  within: 'pass',
  wire: 'pass',
  machine: 'invalid',
  few: 'not-judged',
  off: 'fail',
}

/** What calibrate prints: for each load the row closest to its bar of every scenario, the rates, the sentence last. */
export function calibrationLines(
  calibration: Calibration,
  style: TextStyle,
  { all, exitCode }: { readonly all: boolean; readonly exitCode: number },
): string[] {
  const [sentence = '', ...rest] = wrapped(
    calibrationSentence(calibration),
    Math.max(40, style.columns),
  )
  const ink = exitCode === 0 ? 'bold' : calibration.outcome === 'off' ? 'fail' : 'invalid'
  const word = /^[A-Z ]+:/.exec(sentence)?.[0] ?? ''
  const lines = [
    ...calibration.parts.flatMap((part) => [...partLines(part, style, all), '']),
    ...ladderLines(calibration, style),
    '',
    `${painted(word, ink, style)}${sentence.slice(word.length)}`,
    ...rest,
    `exit ${exitCode}`,
  ]
  return lines.map((line) => inSet(line, style).trimEnd())
}

const SENTENCES: Readonly<Record<CalibrationOutcome, string>> = {
  calibrated:
    'CALIBRATED: every percentile with ten requests beyond it is within 2 % or 0.5 ms (service time) / 1.5 ms (intended start) of the truth, every count is exact.',
  machine:
    'NOT CALIBRATED on this machine at this load: every count is exact, but the machine itself woke programs too late to show the percentiles. Repeat when it is quieter.',
  off: 'NOT CALIBRATED: counts or percentiles differ from the truth by more than this machine explains. Do not trust latencies measured here; please report the output of --all.',
}

/** The verdict and what the machine can offer, in words. */
export function calibrationSentence(calibration: Calibration): string {
  const { outcome, ladder, ratePerWorker } = calibration
  const highest = ladder.at(-1)?.ratePerSecond ?? 0
  const rate =
    ratePerWorker === 0
      ? `This machine cannot offer ${highest}/s by one worker.`
      : `This machine can offer ${ratePerWorker === highest ? 'at least' : 'up to'} ${ratePerWorker}/s per worker.`
  return `${SENTENCES[outcome]}${wireSentence(calibration)} ${rate}`
}

/** How many percentiles are within their bar only with what a bare socket took counted off. */
function wireSentence({ outcome, parts }: Calibration): string {
  const rows = parts.flatMap(({ percentiles }) => percentiles)
  const wire = rows.filter((row) => row.outcome === 'wire').length
  if (outcome !== 'calibrated' || wire === 0) return ''
  return ` ${wire} of ${rows.length} percentiles are so only after what a bare socket took at the same percentile is counted off.`
}

function partLines(part: CalibrationPart, style: TextStyle, all: boolean): string[] {
  const { load, attempts, lagP99Ms, wireP50Ms, wireP99Ms, counts, percentiles } = part
  const wrong = counts.filter(({ truth, measured }) => truth !== measured)
  const tried = attempts === 1 ? '' : `, best of ${attempts} attempts`
  return [
    painted(`${load}${tried}`, 'bold', style),
    `    schedule lag P99 ${ms(lagP99Ms)} ms; a bare socket beside it took P50 ${ms(wireP50Ms)}, P99 ${ms(wireP99Ms)} ms`,
    ...(wrong.length === 0
      ? [` ${markOf('pass', style)} counts: all ${counts.length} exact`]
      : wrong.map(
          ({ scenario, what, truth, measured }) =>
            ` ${painted(markOf('fail', style), 'fail', style)} ${scenario} ${what}: ${measured}, truth ${truth}`,
        )),
    `    ${cells(['scenario', 'from', '', 'truth', 'measured', 'difference', 'bar', 'machine'])}`,
    ...(all ? percentiles : worstRows(percentiles)).map((row) => rowLine(row, style)),
  ]
}

/** Of each scenario and clock the judged percentile that comes closest to its bar, or lies farthest beyond it. */
export function worstRows(rows: readonly PercentileRow[]): PercentileRow[] {
  const share = ({ differenceMs, barMs }: PercentileRow) => Math.abs(differenceMs) / barMs
  const worst = new Map<string, PercentileRow>()
  for (const row of rows.filter(({ outcome }) => outcome !== 'few')) {
    const key = `${row.scenario} ${row.clock}`
    const known = worst.get(key)
    if (known === undefined || share(row) > share(known)) worst.set(key, row)
  }
  return [...worst.values()]
}

function rowLine(row: PercentileRow, style: TextStyle): string {
  const mark = MARKS[row.outcome]
  const { scenario, clock, percentile, truthMs, measuredMs, differenceMs, barMs, machineMs } = row
  const difference = `${differenceMs < 0 ? '-' : '+'}${ms(Math.abs(differenceMs))}`
  const values = [ms(truthMs), ms(measuredMs), difference, ms(barMs), ms(machineMs)]
  return ` ${painted(markOf(mark, style), inkOf(mark), style)} ${cells([scenario, clock, percentile, ...values])}`
}

function ladderLines({ ladder }: Calibration, style: TextStyle): string[] {
  return [
    painted('rates, 1 worker, a target that answers at once', 'bold', style),
    ...ladder.map(({ ratePerSecond, lagP99Ms, offered, delivered, seen, valid }) => {
      const mark = valid ? 'pass' : 'invalid'
      const said = `schedule lag P99 ${ms(lagP99Ms)} ms, delivered ${delivered} of ${offered}, the target saw ${seen}`
      return ` ${painted(markOf(mark, style), inkOf(mark), style)} ${`${ratePerSecond}/s`.padEnd(10)}${said}`
    }),
  ]
}

const WIDTHS = [12, 15, 6, 10, 10, 12, 8, 9] as const

/** The first three columns are words, the others numbers in milliseconds. */
function cells(texts: readonly string[]): string {
  return texts
    .map((text, i) => {
      const width = WIDTHS[i] ?? 0
      return i < 3 ? text.padEnd(width + 1) : text.padStart(width)
    })
    .join('')
}

const ms = (value: number): string => value.toFixed(2)
