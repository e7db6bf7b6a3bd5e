import { buildTarget, startTarget, type Target } from '../../bench/traffic/target.ts'
import { parseContract } from '../../contract/parse-contract.ts'
import type { Contract } from '../../contract/schema.ts'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import { endpointTotals } from '../../measurement/merge-intervals.ts'
import { startTraffic } from '../../synthetic/start-traffic.ts'
import type { TrafficResult } from '../../synthetic/traffic-result.ts'
import { aContractInput, anEndpoint } from '../support/builders.ts'
import { markdownTable, type Proof } from './proof.ts'

const USERS = 10_000
/** Each user asks once in so long, on average: 0.5 requests a second. */
const PAUSE = '2s'
const SECONDS = 60
const MIB = 1_048_576

/** How the users come: in 20 s, or all in one moment. */
const COMINGS = [
  { name: 'within 20 s', profile: { spawnRate: USERS / 20 } },
  { name: 'all at once', profile: {} },
] as const

/** Ten thousand users beside their target on one machine, each with a connection of its own. */
export const usersProof: Proof = {
  name: 'users',
  proves: `${USERS} users at half a request a second each, on one machine, from one worker`,
  run: async (say) => {
    const built = buildTarget()
    try {
      const rows: Measured[] = []
      for (const coming of COMINGS) {
        say(`${USERS} users, ${coming.name}, for ${SECONDS} s`)
        rows.push(await measured(built.path, coming))
      }
      return { body: page(rows), held: rows.every(holds) }
    } finally {
      built.remove()
    }
  },
}

interface Measured {
  readonly coming: string
  readonly result: TrafficResult
  readonly answered: number
  readonly counted: number
  readonly peakUsers: number
  readonly idleBytes: number
  readonly peakBytes: number
  readonly cpuUs: number
}

async function measured(path: string, coming: (typeof COMINGS)[number]): Promise<Measured> {
  const target = await startTarget(path)
  try {
    const idleBytes = process.memoryUsage.rss()
    const cpu = process.cpuUsage()
    let [peakUsers, peakBytes] = [0, 0]
    const traffic = await startTraffic({
      contract: contractOf(target, coming),
      profileName: 'users',
      runId: 'users',
      runLabel: 'users',
      baseUrl: target.url,
      seed: 1,
      onSnapshot: ({ users }) => {
        peakUsers = Math.max(peakUsers, users)
        peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
      },
    })
    const result = await traffic.done
    const { user, system } = process.cpuUsage(cpu)
    return {
      coming: coming.name,
      result,
      answered: okOf(result),
      counted: await target.counted(),
      peakUsers,
      idleBytes,
      peakBytes,
      cpuUs: user + system,
    }
  } finally {
    await target.stop()
  }
}

function contractOf(target: Target, { profile }: (typeof COMINGS)[number]): Contract {
  const input = aContractInput({
    service: { name: 'target', baseUrl: target.url },
    endpoints: [anEndpoint({ name: 'root', path: '/' })],
    profiles: {
      users: {
        model: 'closed',
        users: USERS,
        duration: `${SECONDS}s`,
        thinkTime: { distribution: 'exponential', mean: PAUSE },
        judges: ['checks'],
        ...profile,
      },
    },
    safety: { maxConnections: USERS },
  })
  return parseContract(input, 'the proof')
}

function okOf({ intervals }: TrafficResult): number {
  return endpointTotals(intervals).get('root')?.outcomes.ok ?? 0
}

const lagP99Ms = ({ result }: Measured): number =>
  LatencyHistogram.fromData(result.generator.scheduleLag).quantile(0.99) / 1000

/** All users came, everything that was due was sent and answered, and in time (DESIGN section 6). */
function holds(row: Measured): boolean {
  const { offered, delivered } = row.result.generator
  const sent = delivered >= 0.99 * offered && row.answered === delivered
  return row.peakUsers === USERS && sent && row.counted === row.answered && lagP99Ms(row) <= 10
}

function page(rows: readonly Measured[]): string {
  const head = [
    'users come',
    'most at a time',
    'connections',
    'requests',
    'answered well',
    'counted by the target',
    'schedule lag P99',
    'memory at most',
    'a user',
    'CPU a request',
    'result',
  ]
  const cells = rows.map((row, i) => {
    const { generator } = row.result
    const perUser = `${((row.peakBytes - row.idleBytes) / USERS / 1024).toFixed(0)} KiB`
    return [
      row.coming,
      String(row.peakUsers),
      String(generator.connections),
      String(generator.offered),
      String(row.answered),
      String(row.counted),
      `${lagP99Ms(row).toFixed(1)} ms`,
      `${(row.peakBytes / MIB).toFixed(0)} MiB`,
      i === 0 ? perUser : '–', // a later run finds the memory of the first one still there
      `${(row.cpuUs / Math.max(1, row.answered)).toFixed(0)} us`,
      holds(row) ? 'held' : 'NOT held',
    ]
  })
  return [
    markdownTable(head, cells),
    '',
    `Each user has a connection of its own and pauses ${PAUSE} on average (exponential); the load lasts ${SECONDS} s. The target is \`bench/traffic/target.c\`, a process of its own on the same machine, and counts what it answers. Held: all users were there at a time, at least 99 % of what was due was sent, all of it was answered well and counted by the target, and the schedule lag P99 is at most 10 ms. Memory is the resident set of the whole generating process, its worker thread included.`,
  ].join('\n')
}
