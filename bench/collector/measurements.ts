import { benchPaths } from './bench-contract.ts'
import { type MeasuredProcess, startMeasured } from './measured-process.ts'
import { type PairedMedian, pairedMedian } from './paired-median.ts'
import { RawLoad } from './raw-load.ts'
import { startWatched } from './watched-process.ts'

const BURST_MS = 500
const WARM_UP_MS = 2_000

/** Bursts of half a second: every tenth holds a scrape, as with a scrape every 5 s. */
const SCRAPE_EVERY = 10

/** CPU per request in microseconds, base and what was added to it. */
export interface AddedCost {
  readonly baseMicroseconds: number
  readonly added: PairedMedian
  readonly pairs: number
}

/** What a part of the collector adds, switched on and off inside one process. */
export async function toggledCost(
  part: 'requests' | 'all',
  pairs: number,
  env: Readonly<Record<string, string>>,
): Promise<AddedCost> {
  const server = await startMeasured('toggled-server.ts', [], env)
  const load = await RawLoad.open(server.port, benchPaths())
  const costOf = async (state: string): Promise<number> => {
    await server.ask(state)
    return burstCost(server, load)
  }
  for (const state of [part, 'off']) {
    await server.ask(state)
    await load.burst(WARM_UP_MS)
  }
  const base: number[] = []
  const differences: number[] = []
  for (let i = 0; i < pairs; i++) {
    // In turns: a drift must not favour one side.
    const first = await costOf(i % 2 === 0 ? 'off' : part)
    const second = await costOf(i % 2 === 0 ? part : 'off')
    const [off, on] = i % 2 === 0 ? [first, second] : [second, first]
    base.push(off)
    differences.push(on - off)
  }
  load.close()
  await server.stop()
  return addedCost(base, differences)
}

const SIDES = ['none', 'watched', 'again', 'empty'] as const
type Side = (typeof SIDES)[number]

/**
 * What the whole collector adds in separate processes. Two controls: `again` compares two services that both have none,
 * `empty` has a preload that does nothing.
 */
export async function separateCost(
  sets: number,
  pairs: number,
  workRounds: string,
): Promise<{
  collector: AddedCost
  again: AddedCost
  empty: AddedCost
  perSet: readonly number[]
}> {
  const rounds: Record<Side, number>[] = []
  const perSet: number[] = []
  for (let set = 0; set < sets; set++) {
    const own = await oneSet(pairs, workRounds)
    rounds.push(...own)
    perSet.push(pairedMedian(own.map(({ none, watched }) => watched - none)).median)
  }
  const base = rounds.map(({ none }) => none)
  const against = (side: Side): AddedCost =>
    addedCost(
      base,
      rounds.map((round) => round[side] - round.none),
    )
  return {
    collector: against('watched'),
    again: against('again'),
    empty: against('empty'),
    perSet,
  }
}

/** Four services at once, loaded in turns. */
async function oneSet(pairs: number, workRounds: string): Promise<Record<Side, number>[]> {
  const env = { WORK_ROUNDS: workRounds }
  const none = await startMeasured('working-server.ts', [], env)
  const watched = await startWatched(workRounds)
  const again = await startMeasured('working-server.ts', [], env)
  const empty = await startMeasured('working-server.ts', ['--import', 'data:text/javascript,'], env)
  const servers: Record<Side, MeasuredProcess> = { none, watched: watched.server, again, empty }
  const loads = new Map<Side, RawLoad>()
  for (const side of SIDES) {
    const load = await RawLoad.open(servers[side].port, benchPaths())
    await load.burst(WARM_UP_MS)
    loads.set(side, load)
  }
  const rounds: Record<Side, number>[] = []
  const order: Side[] = [...SIDES]
  for (let i = 0; i < pairs; i++) {
    const round = { none: 0, watched: 0, again: 0, empty: 0 }
    for (const side of order) {
      const load = loads.get(side)
      const scrape = side === 'watched' && i % SCRAPE_EVERY === 0 ? watched.metricsUrl : undefined
      if (load) round[side] = await burstCost(servers[side], load, scrape)
    }
    rounds.push(round)
    order.push(...order.splice(0, 1))
  }
  for (const load of loads.values()) load.close()
  await Promise.all([none.stop(), watched.stop(), again.stop(), empty.stop()])
  return rounds
}

async function burstCost(
  server: MeasuredProcess,
  load: RawLoad,
  scrapeUrl?: string,
): Promise<number> {
  const before = await server.ask('cpu')
  const scrape = scrapeUrl ? fetch(scrapeUrl).then((response) => response.text()) : undefined
  const requests = await load.burst(BURST_MS)
  await scrape
  return ((await server.ask('cpu')) - before) / requests
}

function addedCost(base: readonly number[], differences: readonly number[]): AddedCost {
  return {
    baseMicroseconds: pairedMedian(base).median,
    added: pairedMedian(differences),
    pairs: differences.length,
  }
}
