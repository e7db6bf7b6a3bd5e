import { cpus, loadavg } from 'node:os'
import type { Reported } from './generators.ts'
import type { Use } from './measure.ts'
import { canPin } from './pinned.ts'
import { pairedRatio, type Spread, spreadOf } from './statistics.ts'

/** All rounds of one generator on one workload. */
export interface Measured {
  readonly name: string
  readonly workload: string
  readonly uses: readonly Use[]
}

/** What one generator said of the stalling target. */
export interface Accuracy {
  readonly name: string
  readonly reported: Reported
}

/** Everything that the bench has found. */
export interface Results {
  readonly versions: ReadonlyMap<string, string | undefined>
  readonly size: {
    readonly rounds: number
    readonly seconds: number
    readonly memorySeconds: number
    readonly rateSeconds: number
  }
  readonly isQuick: boolean
  readonly speed: readonly Measured[]
  readonly memory: readonly Measured[]
  readonly accuracy: readonly Accuracy[]
}

const OURS = 'Plimsoll'

/** Evenly spaced arrivals, 5 ms each, one second in ten held back: a tenth waits 0 to 1000 ms longer. */
const TRUTH: Required<Reported> = { p50: 5, p95: 505, p99: 905 }

/** Grows by less than this in a million requests: what is kept of a run is per slice of time, not per request. */
const FLAT_MB_PER_MILLION = 2

/** bench/RESULTS.md: every number as it was measured, and which of the aims held. */
export function resultsPage(results: Results): string {
  const { versions, size, isQuick, speed, memory, accuracy } = results
  const tools = [...versions].map(([name, version]) => `${name} ${version ?? 'not here'}`)
  return `# Plimsoll and its peers
Command: \`npm run bench -- traffic${isQuick ? ' --quick' : ''}\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim()}; load average at the end ${(loadavg()[0] ?? 0).toFixed(1)}.
${tools.join('; ')}.

Target: bench/traffic/target.c${canPin ? ', on a core of its own; generators on another' : '; nothing could be pinned'}. Requests are counted by the target, CPU time is user and system of the generator's whole
process tree, both between warm-up and end of a window of ${size.seconds} s. ${size.rounds} interleaved rounds: medians, in brackets the range. Ratios are
medians of pairs of the same round. Plimsoll runs as \`plimsoll run\` with all its telemetry, scraped every 5 s. Peers' scripts: bench/traffic/peers.

## One GET, 50 connections
${speedTable(speed, 'get')}

## A weighted journey (10 list, 8 detail, 1 order with extraction), a check on every answer, 50 users
${speedTable(speed, 'journey')}

## Memory over ${size.memorySeconds} s
Growth of the peak from a third of the window to its end, by million requests; where a process of the tree ended meanwhile, it is too low.

${memoryTable(memory)}

## Accuracy: 200/s for ${size.rateSeconds} s, answers after 5 ms, one second in ten held back
${accuracyTable(accuracy)}

## Aims
${aimsTable(speed, memory)}
`
}

function speedTable(speed: readonly Measured[], workload: string): string {
  const measured = speed.filter((each) => each.workload === workload)
  const ours = measured.find(({ name }) => name === OURS)
  return table(
    [
      'generator',
      'requests/s',
      'CPU us a request',
      "CPU against Plimsoll's",
      'peak MB',
      'target busy',
    ],
    measured.map(({ name, uses }) => [
      name,
      spread(spreadOf(uses.map((use) => use.requestsPerSecond)), 0),
      spread(spreadOf(uses.map((use) => use.cpuUsPerRequest)), 1),
      ours && name !== OURS ? `${spread(pairedRatio(cpu(uses), cpu(ours.uses)), 2)}x` : '',
      spread(spreadOf(uses.map((use) => use.peakMb)), 0),
      `${(spreadOf(uses.map((use) => use.targetBusy)).median * 100).toFixed(0)} %`,
    ]),
  )
}

function memoryTable(memory: readonly Measured[]): string {
  const rows = memory.flatMap(({ name, uses }) =>
    uses.map(({ requestsPerSecond, peakMb, mbPerMillion }) => [
      name,
      requestsPerSecond.toFixed(0),
      peakMb.toFixed(0),
      mbPerMillion.toFixed(1),
    ]),
  )
  return table(['generator', 'requests/s', 'peak MB', 'MB a million requests'], rows)
}

function accuracyTable(accuracy: readonly Accuracy[]): string {
  const row = (name: string, { p50, p95, p99 }: Reported): string[] => [
    name,
    ...[p50, p95, p99].map((ms) => (ms === undefined ? 'none' : ms.toFixed(1))),
  ]
  return table(
    ['generator', 'P50 ms', 'P95 ms', 'P99 ms'],
    [row('truth', TRUTH), ...accuracy.map(({ name, reported }) => row(name, reported))],
  )
}

function aimsTable(speed: readonly Measured[], memory: readonly Measured[]): string {
  const uses = (name: string): readonly Use[] =>
    speed.find((each) => each.name === name && each.workload === 'get')?.uses ?? []
  const ours = uses(OURS)
  const perSecond = (of: readonly Use[]): number[] => of.map((use) => use.requestsPerSecond)
  const throughput = pairedRatio(perSecond(ours), perSecond(uses('autocannon')))
  const peers = [
    ['k6', 5],
    ['Locust FastHttpUser', 10],
    ['Locust HttpUser', 40],
    ['Artillery', 20],
  ] as const
  const growth = memory.find(({ name }) => name === OURS)?.uses[0]?.mbPerMillion ?? Number.NaN
  return table(
    ['aim', 'measured', ''],
    [
      aim(
        'throughput at least 0.95x of raw autocannon',
        `${spread(throughput, 2)}x`,
        throughput.median >= 0.95,
      ),
      ...peers.flatMap(([name, times]) => {
        if (uses(name).length === 0) return [[`CPU a request against ${name}`, 'not measured', '']]
        const ratio = pairedRatio(cpu(ours), cpu(uses(name)))
        const measured = `1/${(1 / ratio.median).toFixed(1)}`
        return [
          aim(`CPU a request at most 1/${times} of ${name}`, measured, ratio.median <= 1 / times),
        ]
      }),
      aim('memory flat', `${growth.toFixed(1)} MB a million`, growth < FLAT_MB_PER_MILLION),
    ],
  )
}

const aim = (name: string, measured: string, holds: boolean): string[] => [
  name,
  measured,
  holds ? 'holds' : 'does not hold',
]

const cpu = (uses: readonly Use[]): number[] => uses.map((use) => use.cpuUsPerRequest)

const spread = ({ median, low, high }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
