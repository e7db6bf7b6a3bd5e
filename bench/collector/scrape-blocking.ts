import { setTimeout as delay } from 'node:timers/promises'
import { benchPaths } from './bench-contract.ts'
import { quantile } from './paired-median.ts'
import { RawLoad } from './raw-load.ts'
import { startWatched } from './watched-process.ts'

const STATUSES = [200, 201, 404, 500, 503]

/** The first scrapes compile the writer. */
const WARM_UP_SCRAPES = 10

/** The longest turn of the service's event loop during a scrape, in microseconds of CPU time. */
export interface ScrapeBlocking {
  readonly p50Microseconds: number
  readonly p90Microseconds: number
  readonly maxMicroseconds: number
  /** P50 of the longest turn in as long a time without a scrape. */
  readonly idleMicroseconds: number
  readonly lines: number
  readonly bytes: number
  readonly scrapes: number
}

/** 50 routes x 5 statuses x 20 edges; every series changes between two scrapes, so that no text can be kept. */
export async function scrapeBlocking(scrapes: number): Promise<ScrapeBlocking> {
  const { server, metricsUrl, stop } = await startWatched('0')
  const loads = await Promise.all(
    STATUSES.map((status) =>
      RawLoad.open(
        server.port,
        benchPaths().map((path) => `${path}?status=${status}`),
      ),
    ),
  )
  const turns: number[] = []
  const idle: number[] = []
  let page = ''
  for (let i = 0; i < scrapes + WARM_UP_SCRAPES; i++) {
    for (const load of loads) await load.sendAll()
    await server.ask('watch')
    await delay(20) // about as long as a scrape takes
    const idleTurn = await server.ask('longestTurn')
    await server.ask('watch')
    page = await (await fetch(metricsUrl)).text()
    const turn = await server.ask('longestTurn')
    if (i < WARM_UP_SCRAPES) continue
    idle.push(idleTurn)
    turns.push(turn)
  }
  for (const load of loads) load.close()
  await stop()
  const sorted = turns.sort((a, b) => a - b)
  return {
    p50Microseconds: quantile(sorted, 0.5),
    p90Microseconds: quantile(sorted, 0.9),
    maxMicroseconds: sorted.at(-1) ?? Number.NaN,
    idleMicroseconds: quantile(
      idle.sort((a, b) => a - b),
      0.5,
    ),
    lines: page.split('\n').length - 1,
    bytes: Buffer.byteLength(page),
    scrapes: sorted.length,
  }
}
