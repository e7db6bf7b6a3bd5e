import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ground } from './bounded-ground.ts'

export const RUNS = 200

/** The first runs fill caches and pools that stay. */
export const WARM_RUNS = 20

/** What a process holds. */
export interface Holdings {
  readonly fileDescriptors: number
  readonly threads: number
  /** Timers, sockets and whatever else keeps an event loop alive. */
  readonly resources: number
  readonly rssMb: number
}

/** Runs so many short loads in this process and says what it holds after the warm ones and after all. */
export async function leftovers(
  ground: Ground,
  say: (line: string) => void,
): Promise<{ readonly before: Holdings; readonly after: Holdings }> {
  let before = await settled()
  for (let i = 1; i <= RUNS; i++) {
    const run = await ground.start({
      model: 'closed',
      users: 2,
      duration: '10s',
      iterations: 2,
      judges: ['checks'],
    })
    await run.done
    if (i === WARM_RUNS) before = await settled()
    if (i % 50 === 0) say(`${i} runs: ${JSON.stringify(holdings())}`)
  }
  return { before, after: await settled() }
}

/** Closed sockets and ended threads take a moment to go: the least within two seconds. */
async function settled(): Promise<Holdings> {
  let least = holdings()
  for (let i = 0; i < 20; i++) {
    await sleep(100)
    const now = holdings()
    least = {
      fileDescriptors: Math.min(least.fileDescriptors, now.fileDescriptors),
      threads: Math.min(least.threads, now.threads),
      resources: Math.min(least.resources, now.resources),
      rssMb: Math.min(least.rssMb, now.rssMb),
    }
  }
  return least
}

function holdings(): Holdings {
  return {
    fileDescriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    resources: process.getActiveResourcesInfo().length,
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
  }
}
