import { runCalibration } from '../../app/calibration/calibration-run.ts'
import { compared, keptSchedule } from '../../app/calibration/compare.ts'
import { type CalibrationTarget, startTarget } from '../../app/calibration/target-process.ts'
import { LEAST_DELIVERED_RATIO } from '../../verdict/validity.ts'
import { markdownTable, type Proof } from './proof.ts'

const WANTED_PER_SECOND = 5000
/** Tried in turn when the wanted one is not held. */
const LOWER_PER_SECOND = [4000, 3000, 2000, 1000]
const ROUNDS = 5
const HELD_ROUNDS = 3
const WORKERS = [1, 2]
const DURATION_MS = 10_000

interface Tried {
  readonly ratePerSecond: number
  readonly workers: number
  readonly cells: readonly string[]
  readonly valid: boolean
}

/** 5000 arrivals a second, five times by one worker and by two in turns, valid by the rule of every run. */
export const rateProof: Proof = {
  name: 'rate',
  proves: `${WANTED_PER_SECOND} arrivals a second are sent on schedule`,
  run: async (say) => {
    await using resources = new AsyncDisposableStack()
    const target = await startTarget(resources)
    const tried: Tried[] = []
    for (const ratePerSecond of [WANTED_PER_SECOND, ...LOWER_PER_SECOND]) {
      for (let round = 1; round <= ROUNDS; round++) {
        for (const workers of WORKERS) {
          const one = await tryOnce(target, ratePerSecond, workers)
          say(`${ratePerSecond}/s, ${workers}: ${one.cells.join(' | ')}`)
          tried.push(one)
        }
      }
      if (WORKERS.some((workers) => isHeld(tried, ratePerSecond, workers))) break
    }
    return {
      body: page(tried),
      held: WORKERS.some((workers) => isHeld(tried, WANTED_PER_SECOND, workers)),
    }
  },
}

function isHeld(tried: readonly Tried[], ratePerSecond: number, workers: number): boolean {
  const own = tried.filter((one) => one.ratePerSecond === ratePerSecond && one.workers === workers)
  return own.filter(({ valid }) => valid).length >= HELD_ROUNDS
}

async function tryOnce(
  target: CalibrationTarget,
  ratePerSecond: number,
  workers: number,
): Promise<Tried> {
  const load = { model: 'open', ratePerSecond } as const
  const order = { scenarios: ['instant'] as const, load, workers, durationMs: DURATION_MS }
  const before = process.cpuUsage()
  const run = await runCalibration(target, order, new AbortController().signal)
  const { user, system } = process.cpuUsage(before)
  const { offered, delivered, cpuPressureRatio } = run.result.generator
  const valid = keptSchedule(run.lag) && delivered / offered >= LEAST_DELIVERED_RATIO
  const { percentiles } = compared(run)
  const pair = (percentile: string): string => {
    const row = percentiles.find((r) => r.clock === 'service time' && r.percentile === percentile)
    return `${ms(row?.truthMs)} / ${ms(row?.measuredMs)}`
  }
  return {
    ratePerSecond,
    workers,
    valid,
    cells: [
      ms(run.lag.quantile(0.5) / 1000),
      ms(run.lag.quantile(0.99) / 1000),
      `${delivered} of ${offered}`,
      String(run.seen.length),
      pair('P50'),
      pair('P99'),
      ms(run.wire.quantile(0.99) / 1000),
      ((user + system) / run.seen.length).toFixed(0),
      cpuPressureRatio === undefined ? '–' : `${(cpuPressureRatio * 100).toFixed(0)} %`,
      valid ? 'valid' : 'not valid',
    ],
  }
}

function page(tried: readonly Tried[]): string {
  const rates = [...new Set(tried.map(({ ratePerSecond }) => ratePerSecond))]
  const sentences = rates.flatMap((rate) =>
    WORKERS.map((workers) => {
      const own = tried.filter((one) => one.ratePerSecond === rate && one.workers === workers)
      const valid = own.filter((one) => one.valid).length
      return `- ${rate}/s by ${workers === 1 ? 'one worker' : `${workers} workers`}: valid in ${valid} of ${own.length} runs.`
    }),
  )
  return [
    `Runs of ${DURATION_MS / 1000} s in turns, against a target that answers at once from a process of its own on the same cores. Valid: schedule lag P99 at most 10 ms and at least 99 % delivered. Service time is the target's log beside our number; the bare socket asks beside the load without the engine; CPU is that of the whole generator; PSI is the share of the last minute in which tasks of this machine waited for a core.`,
    '',
    ...sentences,
    '',
    markdownTable(
      [
        'rate',
        'workers',
        'lag P50 ms',
        'lag P99 ms',
        'delivered',
        'seen by the target',
        'service P50 ms, truth / ours',
        'service P99 ms, truth / ours',
        'bare socket P99 ms',
        'CPU us a request',
        'PSI cpu',
        '',
      ],
      tried.map(({ ratePerSecond, workers, cells }) => [
        `${ratePerSecond}/s`,
        String(workers),
        ...cells,
      ]),
    ),
  ].join('\n')
}

const ms = (value = Number.NaN): string => value.toFixed(2)
