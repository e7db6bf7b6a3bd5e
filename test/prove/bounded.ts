import { boundedGround } from './bounded-ground.ts'
import { leftovers, RUNS, WARM_RUNS } from './bounded-leftovers.ts'
import { DAY_REQUESTS, soakMemory } from './bounded-soak.ts'
import { telemetryCost } from './bounded-telemetry.ts'
import { markdownTable, type Proof } from './proof.ts'

const MOST_SHARE = 0.05
const MOST_MB = 200
const MOST_HEAP_GROWTH_MB = 2
const FLAT_MB_PER_MILLION = 5

/** The generator takes no more than a fixed part of a machine, however long it runs and however often. */
export const boundedProof: Proof = {
  name: 'bounded',
  proves:
    'the generator is bounded: in what measuring costs, in memory over a day, in what runs leave behind',
  async run(say) {
    await using ground = await boundedGround()
    say('what measuring costs')
    const cost = await telemetryCost(ground)
    say(`${RUNS} runs in one process`)
    const { before, after } = await leftovers(ground, say)
    say(`a day of 50 users: ${DAY_REQUESTS} requests`)
    const soak = await soakMemory(ground, say)
    const rows: [what: string, measured: string, aim: string, holds: boolean][] = [
      [
        'measuring: CPU time of recording and of the whole main thread, of all CPU time at full speed, scraped every 5 s',
        `${(cost.share * 100).toFixed(1)} % (${cost.recordUs.toFixed(3)} + ${cost.watchingUs.toFixed(2)} of ${cost.cpuUsPerRequest.toFixed(1)} us a request, ${cost.requests} requests)`,
        'under 5 %',
        cost.share < MOST_SHARE,
      ],
      ...(['fileDescriptors', 'threads', 'resources'] as const).map(
        (kind): [string, string, string, boolean] => [
          `${kind === 'fileDescriptors' ? 'open files' : kind === 'threads' ? 'threads' : 'timers, sockets and other handles'} after ${WARM_RUNS} and after ${RUNS} runs in one process`,
          `${before[kind]} and ${after[kind]}`,
          'no more',
          after[kind] <= before[kind],
        ],
      ),
      [
        'requests of the soak',
        String(soak.requests),
        `a day's ${DAY_REQUESTS}`,
        soak.requests >= DAY_REQUESTS,
      ],
      [
        "growth of the worker's heap, middle third to last, over a day's requests",
        `${soak.heapGrowthMb.toFixed(2)} MB`,
        `under ${MOST_HEAP_GROWTH_MB} MB`,
        soak.heapGrowthMb < MOST_HEAP_GROWTH_MB,
      ],
      [
        "growth of the process, middle third to last, over a day's requests",
        `${soak.rssMbPerMillion.toFixed(2)} MB a million requests`,
        `under ${FLAT_MB_PER_MILLION}`,
        soak.rssMbPerMillion < FLAT_MB_PER_MILLION,
      ],
      [
        "most heap of the worker, most resident memory of the process, over a day's requests",
        `${soak.heapMostMb.toFixed(0)} MB, ${soak.rssMostMb.toFixed(0)} MB`,
        `the heap under ${MOST_MB} MB`,
        soak.heapMostMb < MOST_MB,
      ],
    ]
    const shown = rows.map(([what, measured, aim, holds]) => [
      what,
      measured,
      aim,
      holds ? 'held' : 'not held',
    ])
    const day = `A day is ${DAY_REQUESTS} requests of 50 users (35.2 a second), sent in ${(soak.seconds / 60).toFixed(1)} minutes with pauses of 4 ms, in ${soak.slices} slices; a day is kept in 360. 20 endpoints. Resident memory after the ${RUNS} runs: ${before.rssMb} MB before, ${after.rssMb} MB after; the soak runs in the same process.`
    return {
      body: `${markdownTable(['what', 'measured', 'aim', ''], shown)}\n\n${day}\n\nThat the number of series follows from the contract alone is a test: synthetic/run-series.test.ts.`,
      held: rows.every(([, , , holds]) => holds),
    }
  },
}
