import { LiveCounts } from '../../synthetic/live-counts.ts'
import { SliceCounts } from '../../synthetic/slice-counts.ts'
import { startTelemetry } from '../../telemetry/start-telemetry.ts'
import type { Ground } from './bounded-ground.ts'

const SECONDS = 30
const SCRAPE_EVERY_MS = 5000
const BATCH = 5000
const BATCHES = 400

/** Edges of a service with many targets (DESIGN.md section 5: at most 48). */
const EDGES_US = Array.from({ length: 48 }, (_, i) => (i + 1) * 5000)

/** CPU time that measuring takes out of that of a whole run at full speed. */
export interface TelemetryCost {
  readonly requests: number
  readonly cpuUsPerRequest: number
  /** Recording one answer in both kinds of counts. */
  readonly recordUs: number
  /** The whole main thread: scrapes, live view, intervals; by request. */
  readonly watchingUs: number
  readonly share: number
}

/**
 * One worker at full speed, its metrics page scraped every 5 s. The worker records, so that is timed by itself; the main
 * thread does nothing but watch, so all of its CPU time counts.
 */
export async function telemetryCost(ground: Ground): Promise<TelemetryCost> {
  const recordUs = recordCostUs()
  let requests = 0
  const run = await ground.start(
    { model: 'closed', users: 50, duration: `${SECONDS}s`, judges: ['checks'] },
    (snapshot) => {
      requests = snapshot.requests
    },
  )
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll',
    host: '127.0.0.1',
    port: 0,
    producers: [run.producer],
  })
  const scrape = () => void fetch(telemetry.url).then((page) => page.text())
  const scrapes = setInterval(scrape, SCRAPE_EVERY_MS)
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()]
  await run.done
  const [allUsed, mainUsed] = [process.cpuUsage(all), process.threadCpuUsage(main)]
  clearInterval(scrapes)
  await telemetry.stop()
  const cpuUsPerRequest = (allUsed.user + allUsed.system) / requests
  const watchingUs = (mainUsed.user + mainUsed.system) / requests
  const share = (recordUs + watchingUs) / cpuUsPerRequest
  return { requests, cpuUsPerRequest, recordUs, watchingUs, share }
}

/** Median of many batches, so that what else the machine does stays out. */
function recordCostUs(): number {
  const shape = { endpoints: 20, edgesUs: EDGES_US, withServiceTime: true }
  const [live, slice] = [new LiveCounts(shape), new SliceCounts(shape)]
  const batches = Array.from({ length: BATCHES }, () => {
    const from = performance.now()
    for (let i = 0; i < BATCH; i++) {
      const latencyUs = 100 + ((i * 7919) % 250_000)
      slice.record(i % shape.endpoints, 'ok', latencyUs, latencyUs)
      live.record(i % shape.endpoints, 'ok', latencyUs)
    }
    return ((performance.now() - from) * 1000) / BATCH
  })
  return batches.toSorted((a, b) => a - b)[BATCHES / 2] ?? Number.NaN
}
