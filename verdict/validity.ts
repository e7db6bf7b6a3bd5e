import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { profileOf } from './judged-load.ts'
import { missingSeries } from './presence-objectives.ts'
import { limitText, measuredText } from './quantity-text.ts'
import type { Objective, Validity } from './verdict.ts'

/** Schedule lag P99 that is always tolerable, and the share of the tightest target beyond it (DESIGN.md section 6). */
export const LEAST_LAG_LIMIT_MS = 10
const LAG_SHARE_OF_TARGET = 0.05

/** Delivered over offered below which the run did not carry the load it claims (DESIGN.md section 6). */
export const LEAST_DELIVERED_RATIO = 0.99

/** From here a delayed event loop, stolen CPU or pressure can colour latencies: warnings only (reference/statistics, section 2). */
const WARN_EVENT_LOOP_MS = 10
const WARN_STEAL_RATIO = 0.05
const WARN_PRESSURE_RATIO = 0.2

/** The schedule lag P99 a run may show, given the targets it judges. */
export function lagLimitMs(judgedTargetsMs: readonly number[]): number {
  if (judgedTargetsMs.length === 0) return LEAST_LAG_LIMIT_MS
  return Math.max(LEAST_LAG_LIMIT_MS, LAG_SHARE_OF_TARGET * Math.min(...judgedTargetsMs))
}

/** P99 of the schedule lag; null when nothing was scheduled. */
export function scheduleLagP99Ms(record: RunRecord): number | null {
  const lag = LatencyHistogram.fromData(record.generator.scheduleLag)
  return lag.count === 0 ? null : lag.quantile(0.99) / 1000
}

/** What was wrong with US: reasons make the run INVALID, warnings are only printed. */
export function validityOf(record: RunRecord, objectives: readonly Objective[]): Validity {
  const basic = [...preflightReasons(record), ...deliveryReasons(record)]
  const late = scheduleReasons(record, objectives)
  // A rehearsal judges no latency, which lateness would spoil, and may be over before Prometheus looks once.
  const rehearsal = record.timeScale !== undefined
  if (rehearsal) return { reasons: basic, warnings: [...late, ...warningsOf(record)] }
  return { reasons: [...basic, ...late, ...metricsReasons(record)], warnings: warningsOf(record) }
}

function preflightReasons({ preflight, ending }: RunRecord): string[] {
  const { status, error } = preflight.healthBefore
  return [
    ...(status === undefined
      ? [`the target could not be reached before the load: ${error ?? 'no answer'}`]
      : []),
    ...(ending === 'crashed' ? ['the run crashed before its end'] : []),
  ]
}

function scheduleReasons(record: RunRecord, objectives: readonly Objective[]): string[] {
  const targetsMs = objectives.flatMap(({ id, outcome, warnLine }) =>
    id.startsWith('latency.') && outcome !== 'not-judged' && warnLine !== null ? [warnLine] : [],
  )
  const limitMs = lagLimitMs(targetsMs)
  const lagMs = scheduleLagP99Ms(record)
  if (lagMs === null || lagMs <= limitMs) return []
  const [lag, allowed] = [measuredText(lagMs, 'ms'), limitText(limitMs, 'ms')]
  return [`the generator was late: schedule lag P99 ${lag}, allowed ${allowed}`]
}

function deliveryReasons({ generator }: RunRecord): string[] {
  const { offered, delivered, lostWorkers, losses = [], shortages = [] } = generator
  const reasons: string[] = []
  if (lostWorkers > 0) {
    const causes = losses.length > 0 ? ` (${[...new Set(losses)].join('; ')})` : ''
    reasons.push(
      `${lostWorkers} of ${generator.workers} workers were lost, and their load with them${causes}`,
    )
  }
  if (offered > 0 && delivered / offered < LEAST_DELIVERED_RATIO) {
    const share = measuredText(delivered / offered, 'ratio')
    const asked = limitText(LEAST_DELIVERED_RATIO, 'ratio')
    reasons.push(
      `the generator sent only ${share} of the offered load, at least ${asked} is needed${shortageText(shortages)}`,
    )
  }
  return reasons
}

/** What to do about each thing that a machine may have no more of. */
const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open no more files, raise ulimit -n',
  ENFILE: 'this machine may open no more files, raise fs.file-max',
  EADDRNOTAVAIL:
    'this machine has no free port left, use connections again or raise ip_local_port_range',
}

function shortageText(codes: readonly string[]): string {
  const texts = codes.map(
    (code) => `${SHORTAGES[code] ?? 'this machine has no memory left'} (${code})`,
  )
  return texts.length === 0 ? '' : `: ${texts.join('; ')}`
}

function metricsReasons(record: RunRecord): string[] {
  const { judges } = profileOf(record)
  if (!judges.includes('metrics') && !judges.includes('resources')) return []
  const missing = missingSeries(record.preflight)
  if (missing.length === 0) return []
  return [`series that should be in Prometheus are missing: ${missing.join(', ')}`]
}

function warningsOf({ generator }: RunRecord): string[] {
  const { dropped, eventLoopDelayP99Ms, cpuStealRatio = 0, cpuPressureRatio = 0 } = generator
  const warnings: string[] = []
  if (dropped > 0) warnings.push(`the generator lost ${dropped} arrivals`)
  if (eventLoopDelayP99Ms > WARN_EVENT_LOOP_MS) {
    warnings.push(
      `the generator's event loop was delayed: P99 ${measuredText(eventLoopDelayP99Ms, 'ms')}`,
    )
  }
  if (cpuStealRatio > WARN_STEAL_RATIO) {
    warnings.push(`the hypervisor took ${measuredText(cpuStealRatio, 'ratio')} of the CPU time`)
  }
  if (cpuPressureRatio > WARN_PRESSURE_RATIO) {
    const pressure = measuredText(cpuPressureRatio, 'ratio')
    warnings.push(`tasks of this machine waited for a CPU ${pressure} of the time (PSI)`)
  }
  return warnings
}
