import autocannon from 'autocannon'
import { parseContract } from '../../contract/parse-contract.ts'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import { startTraffic } from '../../synthetic/start-traffic.ts'

/** One generator in a process of its own, so that its CPU time is its own: `raw` autocannon, or our engine. */
const [mode = '', url = '', seconds = '4', rate = '0'] = process.argv.slice(2)

/** Starting up is left out: only what happens between the first second and the end counts. */
const WARM_MS = 1000
const CONNECTIONS = 50

interface Measured {
  readonly requests: number
  readonly ms: number
  readonly cpuUsPerRequest: number
  readonly rssMb: number
  readonly lagP99Ms?: number
  readonly deliveredRatio?: number
}

/** Counts from the moment it is made. */
function meter(): (requests: number) => Measured {
  const cpu = process.cpuUsage()
  const at = performance.now()
  return (requests) => {
    const { user, system } = process.cpuUsage(cpu)
    const ms = performance.now() - at
    const rssMb = process.memoryUsage.rss() / 1e6
    return { requests, ms, cpuUsPerRequest: (user + system) / requests, rssMb }
  }
}

function raw(): Promise<Measured> {
  return new Promise((resolve) => {
    const run = autocannon({ url, connections: CONNECTIONS, duration: Number(seconds) }) as {
      on: (event: string, listener: (tick: { counter: number }) => void) => void
    }
    let read: ReturnType<typeof meter> | undefined
    let measured: Measured | undefined
    let requests = 0
    run.on('tick', ({ counter }) => {
      if (read) {
        requests += counter
        if (counter > 0) measured = read(requests) // the last tick, at the end, is an empty one
      } else read = meter()
    })
    run.on('done', () => {
      if (measured) resolve(measured)
    })
  })
}

async function engine(): Promise<Measured> {
  const judges = ['p95']
  const load =
    Number(rate) > 0
      ? { model: 'open', ratePerSecond: Number(rate), duration: `${seconds}s`, judges }
      : { model: 'closed', users: CONNECTIONS, duration: `${seconds}s`, judges }
  const contract = parseContract(
    {
      service: { name: 'bench', baseUrl: url },
      endpoints: [{ name: 'it', path: '/', latency: { p95Ms: 100, p99Ms: 200 } }],
      journeys: {
        userClasses: [
          {
            name: 'u',
            weight: 1,
            journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'it' }] }],
          },
        ],
      },
      profiles: { load },
    },
    'the bench',
  )
  let read: ReturnType<typeof meter> | undefined
  let before = 0
  let measured: Measured | undefined
  const run = await startTraffic({
    contract,
    profileName: 'load',
    runId: 'bench',
    runLabel: 'bench',
    baseUrl: url,
    seed: 1,
    onSnapshot: ({ elapsedMs, requests }) => {
      if (read) measured = read(requests - before)
      else if (elapsedMs >= WARM_MS * 0.9) {
        read = meter()
        before = requests
      }
    },
  })
  const { generator } = await run.done
  if (measured === undefined) throw new Error('too short to measure')
  const lagP99Ms = LatencyHistogram.fromData(generator.scheduleLag).quantile(0.99) / 1000
  return { ...measured, lagP99Ms, deliveredRatio: generator.delivered / generator.offered }
}

process.send?.(await (mode === 'raw' ? raw() : engine()))
process.exit()
