import { type Calibration, calibrate } from '../../app/calibration/calibrate.ts'
import type { CalibrationLoad } from '../../app/calibration/calibration-contract.ts'
import { runCalibration } from '../../app/calibration/calibration-run.ts'
import {
  type Comparison,
  compared,
  type PercentileRow,
  trueLatencies,
  trueServiceTimes,
  valueAt,
} from '../../app/calibration/compare.ts'
import type { Scenario } from '../../app/calibration/scenarios.ts'
import { type CalibrationTarget, startTarget } from '../../app/calibration/target-process.ts'
import { calibrationSentence, worstRows } from '../../cli/calibration-lines.ts'
import { markdownTable, type Proof } from './proof.ts'
import { type RawLatencies, rawAutocannon } from './raw-autocannon.ts'

const SECONDS = 10
const RATE_PER_SECOND = 200
const CONNECTIONS = 20
const QUANTILES = [
  ['P50', 0.5],
  ['P90', 0.9],
  ['P99', 0.99],
  ['max', 1],
] as const

/** `plimsoll calibrate` at its full length, and what autocannon itself says of the same target. */
export const calibrationProof: Proof = {
  name: 'calibration',
  proves: 'latencies and outcomes agree with the log of a target that knows the truth',
  run: async (say) => {
    const calibration = await calibrate({ quick: false, stop: new AbortController().signal, say })
    await using resources = new AsyncDisposableStack()
    const target = await startTarget(resources)
    const beside: string[] = []
    for (const scenario of ['fixed', 'stalls'] as const) {
      say(`raw autocannon and Plimsoll against ${scenario}`)
      beside.push(await besideRaw(target, scenario, 'rate'), '')
      beside.push(await besideRaw(target, scenario, 'closed'), '')
    }
    return {
      body: [calibrationPage(calibration), '', BESIDE, '', ...beside].join('\n').trimEnd(),
      held: calibration.outcome === 'calibrated',
    }
  },
}

function calibrationPage(calibration: Calibration): string {
  const parts = calibration.parts.flatMap((part) => [
    `## ${part.load[0]?.toUpperCase()}${part.load.slice(1)}`,
    `${part.attempts === 1 ? 'One attempt' : `Best of ${part.attempts} attempts`}; schedule lag P99 ${ms(part.lagP99Ms)} ms; a bare socket beside it took P50 ${ms(part.wireP50Ms)}, P99 ${ms(part.wireP99Ms)} ms. ${countsText(part)} ${withinText(part)} Of each scenario the percentile closest to its bar:`,
    '',
    percentileTable(worstRows(part.percentiles)),
    '',
  ])
  const rungs = calibration.ladder.map(
    ({ ratePerSecond, lagP99Ms, offered, delivered, seen, valid }) => [
      `${ratePerSecond}/s`,
      ms(lagP99Ms),
      `${delivered} of ${offered}`,
      String(seen),
      valid ? 'valid' : 'not valid',
    ],
  )
  return [
    `**${calibrationSentence(calibration)}**`,
    '',
    ...parts,
    '## Rates by one worker',
    markdownTable(['rate', 'lag P99 ms', 'delivered', 'seen by the target', ''], rungs),
  ].join('\n')
}

function countsText({ counts }: Comparison): string {
  const wrong = counts.filter(({ truth, measured }) => truth !== measured)
  if (wrong.length === 0) return `All ${counts.length} counts exact.`
  return wrong
    .map(
      ({ scenario, what, truth, measured }) => `${scenario} ${what} ${measured}, truth ${truth}.`,
    )
    .join(' ')
}

function withinText({ percentiles }: Comparison): string {
  const within = percentiles.filter(({ outcome }) => outcome === 'within').length
  const few = percentiles.filter(({ outcome }) => outcome === 'few').length
  return `${within} of ${percentiles.length} percentiles within their bar, ${few} beyond it rest on fewer than ten requests and are not judged.`
}

const OUTCOME_TEXTS: Readonly<Record<PercentileRow['outcome'], (machineMs: string) => string>> = {
  within: () => 'within',
  wire: (machineMs) => `within, beyond the ${machineMs} ms of a bare socket`,
  few: (machineMs) => `beyond, by single late wakes (up to ${machineMs} ms)`,
  machine: (machineMs) => `beyond; the machine was late by up to ${machineMs} ms`,
  off: () => 'BEYOND',
}

function percentileTable(rows: readonly PercentileRow[]): string {
  return markdownTable(
    ['scenario', 'from', '', 'truth ms', 'measured ms', 'difference ms', 'bar ms', ''],
    rows.map((row) => [
      row.scenario,
      row.clock,
      row.percentile,
      ms(row.truthMs),
      ms(row.measuredMs),
      ms(row.differenceMs),
      ms(row.barMs),
      OUTCOME_TEXTS[row.outcome](ms(row.machineMs)),
    ]),
  )
}

const BESIDE = `## Beside autocannon's own numbers
The same target, ${SECONDS} s, raw autocannon 9 by its own command line and Plimsoll's engine (on autocannon's connections) in turns. Truth is the target's log of each tool's own requests: of arrivals from their intended start, else what the target took. Milliseconds.`

/** One scenario, one way of sending, both tools. */
async function besideRaw(
  target: CalibrationTarget,
  scenario: Scenario,
  mode: 'rate' | 'closed',
): Promise<string> {
  const load: CalibrationLoad =
    mode === 'rate'
      ? { model: 'open', ratePerSecond: RATE_PER_SECOND }
      : { model: 'closed', users: CONNECTIONS, thinkMs: 0 }
  const order = { scenarios: [scenario], load, workers: 1, durationMs: SECONDS * 1000 }
  const run = await runCalibration(target, order, new AbortController().signal)
  const flags = [
    '-c',
    String(CONNECTIONS),
    ...(mode === 'rate' ? ['-R', `${RATE_PER_SECOND}`] : []),
  ]
  const raw = await rawAutocannon(`${target.url}/${scenario}`, SECONDS, flags)
  const rawTruth = trueServiceTimes(await target.takeLog())
  const truth = mode === 'rate' ? trueLatencies(run, RATE_PER_SECOND) : trueServiceTimes(run.seen)
  const clock = mode === 'rate' ? 'intended start' : 'service time'
  const ours = compared(run).percentiles.filter((row) => row.clock === clock)
  const head = [
    `${scenario}, ${mode === 'rate' ? `${RATE_PER_SECOND}/s` : `${CONNECTIONS} in a closed loop`}`,
  ]
  return markdownTable(
    [...head, 'requests', ...QUANTILES.map(([name]) => name)],
    [
      [
        mode === 'rate' ? 'truth from the intended start' : 'truth',
        `${truth.length}`,
        ...truths(truth),
      ],
      ['Plimsoll', `${truth.length}`, ...QUANTILES.map(([name]) => oursAt(ours, name))],
      ["truth of autocannon's requests", `${rawTruth.length}`, ...truths(rawTruth)],
      ['raw autocannon', `${raw.requests}`, ...rawCells(raw)],
    ],
  )
}

function truths(values: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b)
  return QUANTILES.map(([, q]) => ms(valueAt(sorted, q)))
}

function oursAt(rows: readonly PercentileRow[], name: string): string {
  return ms(rows.find(({ percentile }) => percentile === name)?.measuredMs ?? Number.NaN)
}

function rawCells({ p50, p90, p99, max }: RawLatencies): string[] {
  return [p50, p90, p99, max].map(String)
}

const ms = (value: number): string => value.toFixed(2)
