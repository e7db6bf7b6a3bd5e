import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { pinLoad } from './measured-process.ts'
import { type AddedCost, separateCost, toggledCost } from './measurements.ts'
import { scrapeBlocking } from './scrape-blocking.ts'

export const summary = 'what collector/preload costs the service that it measures'

/** The aims of DESIGN.md section 5. */
const AIMS = { requestMicroseconds: 3, scrapeMicroseconds: 1000, share: 0.05 }

/** Rounds of work with which a request of the Express service costs about 200 us on the machine named below. */
const WORK_ROUNDS = '14'

const TIMING_PAIRS = 40
const WHOLE_PAIRS = 40
const SCRAPES = 40
const SETS = 5
const PAIRS_PER_SET = 10

/** Runs all measurements and writes bench/RESULTS-collector.md. Takes about five minutes. */
export async function run(print: (line: string) => void): Promise<void> {
  const date = new Date().toISOString().slice(0, 10)
  const loadBefore = (loadavg()[0] ?? 0).toFixed(1)
  const pinned = pinLoad() ? 'pinned to a core each' : 'not pinned'
  print('timing of requests, toggled inside one process ...')
  const timing = await toggledCost('requests', TIMING_PAIRS, {})
  print('one scrape of 50 routes x 5 statuses x 20 edges ...')
  const scrape = await scrapeBlocking(SCRAPES)
  print('the whole collector, toggled inside one process ...')
  const whole = await toggledCost('all', WHOLE_PAIRS, { WORK_ROUNDS })
  print('the whole collector, separate processes in turns ...')
  const { collector, again, empty, perSet } = await separateCost(SETS, PAIRS_PER_SET, WORK_ROUNDS)

  const size = `${scrape.lines} lines, ${Math.round(scrape.bytes / 1024)} KiB, every value changed; ${scrape.scrapes} scrapes`
  const text = `# What the collector costs
Command: \`node bench/main.ts collector\`, ${date}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim()}.
Load average before: ${loadBefore}, after: ${(loadavg()[0] ?? 0).toFixed(1)} (this bench adds about 2); service and load ${pinned}.

Costs are CPU time of the service's process per request: medians of paired bursts of 0.5 s, with the 95 % interval of the
sign test. An aim is held when the whole interval is within it, missed when all of it lies beyond, else undecided.

| what | base | added | aim | |
|---|---|---|---|---|
| timing of a request: plain node:http, 50 templates, 20 edges; toggled inside one process, ${timing.pairs} pairs | ${timing.baseMicroseconds.toFixed(1)} us | ${interval(timing)} | < 3 us | ${judged(timing.added.low, timing.added.high, AIMS.requestMicroseconds)} |
| longest turn of the event loop in a scrape: 50 routes x 5 statuses x 20 edges, ${size} | ${ms(scrape.idleMicroseconds)} without one | median ${ms(scrape.p50Microseconds)}, P90 ${ms(scrape.p90Microseconds)}, most ${ms(scrape.maxMicroseconds)} | < 1 ms | ${judged(scrape.p50Microseconds, scrape.p90Microseconds, AIMS.scrapeMicroseconds)} |
| requests, garbage collection, event loop: Express 5 with work, toggled inside one process, ${whole.pairs} pairs | ${whole.baseMicroseconds.toFixed(0)} us | ${interval(whole)}, ${shares(whole)} | < 5 % | ${judgedShare(whole)} |
| the whole collector with a scrape every 5 s: the same service, separate processes, ${SETS} sets, ${collector.pairs} pairs | ${collector.baseMicroseconds.toFixed(0)} us | ${interval(collector)}, ${shares(collector)} | < 5 % | ${judgedShare(collector)} |
| control: the same, both without the collector | ${again.baseMicroseconds.toFixed(0)} us | ${interval(again)}, ${shares(again)} | 0 | |
| control: the same, with an empty preload (\`--import data:text/javascript,\`) | ${empty.baseMicroseconds.toFixed(0)} us | ${interval(empty)}, ${shares(empty)} | 0 | |

Medians of the sets of separate processes: ${perSet.map((value) => value.toFixed(1)).join(', ')} us. Processes differ by luck (memory layout, what was
optimised first); the controls show how much of a difference is not the collector's.
`
  writeFileSync(new URL('../RESULTS-collector.md', import.meta.url), text)
  print(`\n${text}`)
}

function ms(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(2)} ms`
}

function interval({ added: { median, low, high } }: AddedCost): string {
  return `${median.toFixed(2)} us (${low.toFixed(2)} to ${high.toFixed(2)})`
}

function shares({ added: { median, low, high }, baseMicroseconds }: AddedCost): string {
  const share = (value: number): string => ((100 * value) / baseMicroseconds).toFixed(1)
  return `${share(median)} % (${share(low)} to ${share(high)})`
}

function judgedShare({ added: { low, high }, baseMicroseconds }: AddedCost): string {
  return judged(low / baseMicroseconds, high / baseMicroseconds, AIMS.share)
}

function judged(low: number, high: number, aim: number): string {
  if (high < aim) return 'held'
  return low >= aim ? 'missed' : 'undecided'
}
