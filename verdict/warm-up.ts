import type { Profile } from '../contract/profiles.ts'
import { quantileOfData } from '../measurement/histogram-quantile.ts'
import type { EndpointInterval, RunInterval, RunRecord } from '../measurement/run-record.ts'
import { clockText, durationText, threeDigits } from './quantity-text.ts'
import { median, steadyState } from './steady-state.ts'

/** Failures have latencies of their own (refusals are quick, timeouts slow): an endpoint's interval with more of them says nothing about warmth. */
const MOST_BAD_SHARE = 0.1

/** Less than this the first moments were no slower than the rest: the report's environment tells of them. */
const LEAST_TOLD = 1.05

/** What is left out at the beginning of a run because the service was not warm yet. */
export interface WarmUp {
  /** `declared` by the profile, `found` by rule, or `none`. */
  readonly source: 'declared' | 'found' | 'none'
  /** Where the time left out lies, milliseconds from the run's start; equal when nothing is. */
  readonly fromMs: number
  readonly untilMs: number
  /** False when the latency came down to its steady level only in the second half of the hold, or never. */
  readonly steady: boolean
  /** Median latency of what a rule left out over that of the rest. */
  readonly slowdown?: number
}

/**
 * The warm-up of a run: what the profile declares, else what stands above the steady level at the beginning of the first
 * phase with a level load. It is left out of latency and throughput; errors of a warm-up found by rule still count.
 */
export function warmUpOf(record: RunRecord, profile: Profile): WarmUp {
  const declaredMs = profile.warmUpMs ?? 0
  if (declaredMs > 0) return { source: 'declared', fromMs: 0, untilMs: declaredMs, steady: true }
  const phase = record.phases.find(({ ramp }) => !ramp)
  const hold = record.intervals.filter(
    ({ startMs, durationMs }) =>
      phase !== undefined && durationMs > 0 && startMs >= phase.startMs && startMs < phase.endMs,
  )
  const fromMs = phase?.startMs ?? 0
  const levels = latencyLevels(hold)
  // Connections open and caches fill in the first moments: too short for a window's median to see.
  const { dropped, reached } = steadyState(levels, fromMs === 0 ? 1 : 0)
  if (!reached) return { source: 'none', fromMs, untilMs: fromMs, steady: false }
  if (dropped === 0) return { source: 'none', fromMs, untilMs: fromMs, steady: true }
  const untilMs = hold[dropped]?.startMs ?? fromMs
  const [before, after] = [valuesOf(levels.slice(0, dropped)), valuesOf(levels.slice(dropped))]
  const slowdown = before.length > 0 ? Math.exp(median(before) - median(after)) : undefined
  return {
    source: 'found',
    fromMs,
    untilMs,
    steady: true,
    ...(slowdown !== undefined && { slowdown }),
  }
}

/**
 * Logarithm of the latency in each interval against the whole: the medians of the endpoints against their own typical
 * median, weighted by requests, so that another mix of endpoints is no other level.
 */
function latencyLevels(intervals: readonly RunInterval[]): (number | null)[] {
  const names = [...new Set(intervals.flatMap(({ endpoints }) => Object.keys(endpoints)))]
  const typical = new Map(
    names.map((name) => {
      const medians = intervals.flatMap(({ endpoints }) => logMedian(endpoints[name]) ?? [])
      return [name, medians.length > 0 ? median(medians) : 0]
    }),
  )
  return intervals.map(({ endpoints }) => {
    let [sum, weight] = [0, 0]
    for (const [name, part] of Object.entries(endpoints)) {
      const level = logMedian(part)
      if (level === undefined) continue
      sum += part.latency.count * (level - (typical.get(name) ?? 0))
      weight += part.latency.count
    }
    return weight > 0 ? sum / weight : null
  })
}

function logMedian(part: EndpointInterval | undefined): number | undefined {
  if (part === undefined || part.latency.count === 0) return undefined
  const { latency, outcomes } = part
  if (latency.count - (outcomes.ok ?? 0) > MOST_BAD_SHARE * latency.count) return undefined
  return Math.log(Math.max(1, quantileOfData(latency, 0.5)))
}

const valuesOf = (levels: readonly (number | null)[]): number[] =>
  levels.filter((level) => level !== null)

/** `0:00 to 0:12`. */
export function warmUpSpan({ fromMs, untilMs }: WarmUp): string {
  return `${clockText(fromMs)} to ${clockText(untilMs)}`
}

/** What was left out, with its times, as a note to the verdict; undefined when the profile says so itself or there is nothing to say. */
export function warmUpNote(warmUp: WarmUp): string | undefined {
  if (!warmUp.steady) return `${NOT_STEADY} Nothing was left out.`
  const { source, slowdown = 1, fromMs, untilMs } = warmUp
  if (source !== 'found' || slowdown < LEAST_TOLD) return undefined
  return `${warmUpSpan(warmUp)} was left out of latency and throughput as warm-up (${durationText(untilMs - fromMs)}): latencies were ${threeDigits(slowdown)} times as high as later. Errors in it count.`
}

/** Why latencies of a run that never settled say nothing. */
export const NOT_STEADY =
  'The service still warmed up in the second half of the hold: its steady latency was not seen.'
export const TO_SETTLE = 'A longer hold, or a warmUp in the profile.'
