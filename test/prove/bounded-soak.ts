import type { Worker } from 'node:worker_threads'
import type { Ground } from './bounded-ground.ts'

/** Fifty users sent 35.2 requests a second in the acceptance tests (REQUIREMENTS.md, E4): so many a day. */
export const DAY_REQUESTS = Math.round(35.2 * 86_400)

/** A pause with which 50 users send a day's requests within the run. */
const PAUSE = { distribution: 'constant', duration: '4ms' } as const

/** A run is kept as at most 360 slices; in ten minutes all of them are used, as in a day. */
const DURATION = '10m'

/** How the memory of a process with one worker went. */
export interface SoakMemory {
  readonly requests: number
  readonly seconds: number
  readonly slices: number
  readonly heapMostMb: number
  readonly rssMostMb: number
  /** Least heap of the worker in the last third over that of the middle one. */
  readonly heapGrowthMb: number
  /** The same of the process, by million requests sent meanwhile. */
  readonly rssMbPerMillion: number
}

interface Sample {
  readonly requests: number
  readonly heapMb: number
  readonly rssMb: number
}

/** Sends a day's requests of 50 users in minutes and looks at the memory each second. */
export async function soakMemory(ground: Ground, say: (line: string) => void): Promise<SoakMemory> {
  const samples: Sample[] = []
  let worker: Worker | undefined
  let answered = 0
  process.once('worker', (started) => {
    worker = started
  })
  const look = async (requests: number): Promise<void> => {
    answered = requests
    const heap = await worker?.getHeapStatistics().catch(() => undefined) // it may just have ended
    if (heap === undefined) return
    const sample = {
      requests,
      heapMb: heap.used_heap_size / 1e6,
      rssMb: process.memoryUsage.rss() / 1e6,
    }
    if (samples.push(sample) % 30 === 0) say(JSON.stringify(sample))
  }
  const startedAt = performance.now()
  const run = await ground.start(
    {
      model: 'closed',
      users: 50,
      duration: DURATION,
      thinkTime: PAUSE,
      iterations: DAY_REQUESTS,
      judges: ['checks'],
    },
    ({ requests }) => void look(requests),
  )
  const { intervals } = await run.done
  const seconds = (performance.now() - startedAt) / 1000
  return { ...memoryOf(samples), requests: answered, seconds, slices: intervals.length }
}

/** Floors, because a heap between two collections says nothing. */
function memoryOf(samples: readonly Sample[]): Omit<SoakMemory, 'requests' | 'seconds' | 'slices'> {
  const third = Math.floor(samples.length / 3)
  const middle = samples.slice(third, 2 * third)
  const last = samples.slice(2 * third)
  const floor = (of: readonly Sample[], key: 'heapMb' | 'rssMb'): number =>
    Math.min(...of.map((sample) => sample[key]))
  const sent = (of: readonly Sample[]): number => of.at(Math.floor(of.length / 2))?.requests ?? 0
  const rssGrowthMb = floor(last, 'rssMb') - floor(middle, 'rssMb')
  return {
    heapMostMb: Math.max(...samples.map((sample) => sample.heapMb)),
    rssMostMb: Math.max(...samples.map((sample) => sample.rssMb)),
    heapGrowthMb: floor(last, 'heapMb') - floor(middle, 'heapMb'),
    rssMbPerMillion: (rssGrowthMb * 1e6) / (sent(last) - sent(middle)),
  }
}
