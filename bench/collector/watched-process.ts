import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Instrumentation } from '../../series/instrumentation.ts'
import { BENCH_EDGES_SECONDS, benchRoutes } from './bench-contract.ts'
import { type MeasuredProcess, startMeasured } from './measured-process.ts'

/** The working service with the collector preloaded, by the contract's 50 routes and 20 edges. */
export interface WatchedProcess {
  readonly server: MeasuredProcess
  readonly metricsUrl: string
  readonly stop: () => Promise<void>
}

export async function startWatched(workRounds: string): Promise<WatchedProcess> {
  const file = join(tmpdir(), `plimsoll-bench-${process.pid}.json`)
  const instrumentation: Instrumentation = {
    version: 1,
    serviceName: 'bench',
    routes: benchRoutes(),
    bucketEdgesSeconds: BENCH_EDGES_SECONDS,
    metricsPort: 0,
  }
  writeFileSync(file, JSON.stringify(instrumentation))
  const server = await startMeasured(
    'working-server.ts',
    ['--import', 'plimsoll/collector/register'],
    { WORK_ROUNDS: workRounds, PLIMSOLL_INSTRUMENTATION: file, PLIMSOLL_METRICS_PORT: '0' },
  )
  while (!server.output().includes('/metrics')) await delay(5)
  const metricsUrl = /on (http:\S+)/.exec(server.output())?.[1] ?? ''
  const stop = async (): Promise<void> => {
    await server.stop()
    rmSync(file, { force: true })
  }
  return { server, metricsUrl, stop }
}
