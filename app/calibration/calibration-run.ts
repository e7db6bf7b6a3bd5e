import { PlimsollError } from '../../contract/errors.ts'
import { LatencyHistogram } from '../../measurement/histogram.ts'
import { monotonicOffsetMs } from '../../synthetic/run-clock.ts'
import { startTraffic } from '../../synthetic/start-traffic.ts'
import type { TrafficResult } from '../../synthetic/traffic-result.ts'
import {
  CALIBRATION_PROFILE,
  type CalibrationLoad,
  calibrationContract,
} from './calibration-contract.ts'
import type { Scenario } from './scenarios.ts'
import type { SeenRequest } from './seen-request.ts'
import type { CalibrationTarget } from './target-process.ts'
import { probeWire } from './wire-probe.ts'

/** What the engine is asked to do to the target. */
export interface CalibrationOrder {
  readonly scenarios: readonly Scenario[]
  readonly load: CalibrationLoad
  readonly workers: number
  readonly durationMs: number
  /** So few that arrivals must wait for one; else as many as are needed. */
  readonly maxConnections?: number
}

/** One run of the engine with everything needed to hold it against the truth. */
export interface CalibrationRun {
  readonly order: CalibrationOrder
  readonly result: Pick<TrafficResult, 'intervals' | 'generator'>
  /** What the target saw of it. */
  readonly seen: readonly SeenRequest[]
  /** When the load began on the machine's monotonic clock, milliseconds. */
  readonly startedMs: number
  /** Round trips of a bare socket beside the load: what the machine itself takes. */
  readonly wire: LatencyHistogram
  /** How late the engine's own thread woke for what it meant to send. */
  readonly lag: LatencyHistogram
}

/** Sends the load, probes the machine beside it and takes the target's log. */
export async function runCalibration(
  target: CalibrationTarget,
  order: CalibrationOrder,
  stop: AbortSignal,
): Promise<CalibrationRun> {
  const run = await startTraffic({
    contract: calibrationContract(target.url, order),
    profileName: CALIBRATION_PROFILE,
    runId: CALIBRATION_PROFILE,
    runLabel: CALIBRATION_PROFILE,
    baseUrl: target.url,
    seed: 1,
    workers: order.workers,
  })
  const end = () => run.stop('now')
  stop.addEventListener('abort', end, { once: true })
  if (stop.aborted) end()
  const endProbe = await probeWire(target.port)
  const result = await run.done
  stop.removeEventListener('abort', end)
  const wire = await endProbe()
  if (stop.aborted) throw new PlimsollError('INTERRUPTED', 'the calibration was interrupted')
  const seen = await target.takeLog()
  return {
    order,
    result,
    seen: seen.filter(({ scenario }) => scenario !== 'probe'),
    startedMs: result.startedAtMs - performance.timeOrigin + monotonicOffsetMs(),
    wire,
    lag: LatencyHistogram.fromData(result.generator.scheduleLag),
  }
}
